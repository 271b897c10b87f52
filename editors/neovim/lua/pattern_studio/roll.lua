-- A piano roll in a window: time runs to the left, half a line is a pitch, drums have lines of their own.
local client = require('pattern_studio.client')
local colours = require('pattern_studio.colours')
local compat = require('pattern_studio.compat')
local config = require('pattern_studio.config')
local feed = require('pattern_studio.feed')

local M = {}

local api = vim.api
local SPACE = api.nvim_create_namespace('pattern_studio_roll')
local LABEL = 6 -- columns for the names on the left
local AHEAD = 300 -- milliseconds to the right of now: what is about to sound
local MOST_DRUMS = 6
local LETTERS = { 'C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B' }

local buffer, timer = nil, nil
local notes = {} -- { part, midi, from, to }
local bars = {} -- { number, at }
local low, high = nil, nil

-- A drum may have a key on the keyboard all the same, far from the tune.
local function is_drum(part)
  local known = feed.now.parts[part + 1]
  return known ~= nil and vim.startswith(known.key, 'rhythm/')
end

--- Take in what is to be shown, or take back what does not sound after all.
function M.announce(params)
  if type(params.clear) == 'number' then
    local is_silence = params.clear == 0
    local from = is_silence and compat.now() or feed.here(params.clear)
    notes = vim.tbl_filter(function(note)
      return note.from < from
    end, notes)
    for _, note in ipairs(is_silence and notes or {}) do
      note.to = math.min(note.to, from)
    end
  end
  for _, note in ipairs(params.notes or {}) do
    local midi = type(note[2]) == 'number' and not is_drum(note[1]) and note[2] or nil
    if midi then
      low, high = math.min(low or midi, midi), math.max(high or midi, midi)
    end
    table.insert(notes, { part = note[1], midi = midi, from = feed.here(note[3]), to = feed.here(note[4]) })
  end
end

local function note_bar()
  local now = feed.now
  if now.state ~= 'playing' or not now.now or not now.cycle then
    return
  end
  local last = bars[#bars]
  if not last or last.number ~= now.bar then
    local into = (now.cycle - math.floor(now.cycle)) * now.beats * 60000 / now.bpm
    table.insert(bars, { number = now.bar, at = feed.here(now.now) - into })
  end
end

local function forget_before(moment)
  local function keep(list, ends)
    return vim.tbl_filter(function(one)
      return one[ends] > moment
    end, list)
  end
  notes, bars = keep(notes, 'to'), keep(bars, 'at')
end

local function drums()
  local lanes, order = {}, {}
  for _, note in ipairs(notes) do
    if not note.midi and not lanes[note.part] then
      lanes[note.part] = true
      table.insert(order, note.part)
    end
  end
  table.sort(order)
  for place, part in ipairs(order) do
    lanes[part] = math.min(place, MOST_DRUMS)
  end
  return lanes, math.min(#order, MOST_DRUMS), order
end

local function part_name(part)
  local known = feed.now.parts[part + 1]
  return known and known.key:match('[^/]+$') or ''
end

-- The picture before it is text: rows of half lines for pitches, then a row a drum. A cell holds what paints it.
local function canvas(width, halves, begin, cell)
  local cells = {}
  local now = compat.now()
  local lanes, lane_count, order = drums()
  local lowest, highest = low or 60, high or 60
  local span = math.max(highest - lowest + 1, halves)
  local top = highest + math.floor((span - (highest - lowest + 1)) / 2)
  for _, note in ipairs(notes) do
    local first = math.max(0, math.floor((note.from - begin) / cell + 0.5))
    local last = math.min(width - 1, math.max(first, math.floor((note.to - begin) / cell - 0.5)))
    local row = note.midi and math.floor((top - note.midi) * halves / span) or halves + lanes[note.part] - 1
    local sounds = note.from <= now and now < note.to
    local group = sounds and 'PatternRollNow' or 'PatternRoll' .. (note.part % colours.parts + 1)
    if note.midi or first <= last then
      cells[row] = cells[row] or {}
      for column = first, note.midi and last or first do
        cells[row][column] = group
      end
    end
  end
  return { cells = cells, lanes = lane_count, order = order, top = top, span = span }
end

local function pitch_label(picture, halves, line)
  for row = 2 * line, 2 * line + 1 do
    local midi = picture.top - math.floor(row * picture.span / halves)
    if midi % 12 == 0 then
      return LETTERS[1] .. (math.floor(midi / 12) - 1)
    end
  end
  return ''
end

local function put(line, sign, group)
  local begin = line.length
  table.insert(line.signs, sign)
  line.length = begin + #sign
  local run = line.runs[#line.runs]
  if run and run.group == group and run.stop == begin then
    run.stop = line.length
  elseif group then
    table.insert(line.runs, { group = group, begin = begin, stop = line.length })
  end
end

local function labelled(text)
  local line = { signs = {}, runs = {}, length = 0 }
  local short = vim.fn.strcharpart(text, 0, LABEL - 1)
  put(line, (' '):rep(LABEL - 1 - vim.fn.strchars(short)) .. short .. ' ', 'PatternRollLabel')
  return line
end

local function pitch_line(picture, number, width, marks, halves)
  local line = labelled(pitch_label(picture, halves, number))
  local upper, lower = picture.cells[2 * number] or {}, picture.cells[2 * number + 1] or {}
  for column = 0, width - 1 do
    local above, below = upper[column], lower[column]
    if above and below then
      put(line, '█', above)
    elseif above or below then
      put(line, above and '▀' or '▄', above or below)
    else
      put(line, marks[column] or ' ', marks[column] and 'PatternRollBar')
    end
  end
  return line
end

local function drum_line(picture, number, width, marks, halves)
  local line = labelled(part_name(picture.order[number]))
  local cells = picture.cells[halves + number - 1] or {}
  for column = 0, width - 1 do
    if cells[column] then
      put(line, '▐', cells[column])
    else
      put(line, marks[column] or ' ', marks[column] and 'PatternRollBar')
    end
  end
  return line
end

local function bar_line(width, starts)
  local line = labelled('bar')
  local column = 0
  while column < width do
    local text = starts[column] and tostring(starts[column]) or ' '
    put(line, text, 'PatternRollLabel')
    column = column + #text
  end
  return line
end

local function lines_of(window)
  local width = api.nvim_win_get_width(window) - LABEL
  local cell = config.get().roll.seconds * 1000 / width
  local now = compat.now()
  -- Whole cells, or every note would tremble on its way.
  local begin = (math.floor((now + AHEAD) / cell) - width + 1) * cell
  note_bar()
  local _, lanes = drums()
  local pitch_lines = math.max(1, api.nvim_win_get_height(window) - lanes - 1)
  local halves = 2 * pitch_lines
  local picture = canvas(width, halves, begin, cell)
  local marks, starts = {}, {}
  for _, bar in ipairs(bars) do
    local column = math.floor((bar.at - begin) / cell + 0.5)
    marks[column], starts[column] = '│', bar.number
  end
  marks[math.floor((now - begin) / cell)] = '┊'
  local lines = {}
  for number = 0, pitch_lines - 1 do
    table.insert(lines, pitch_line(picture, number, width, marks, halves))
  end
  for number = 1, lanes do
    table.insert(lines, drum_line(picture, number, width, marks, halves))
  end
  table.insert(lines, bar_line(width, starts))
  return lines
end

--- Draw the picture of this moment.
function M.draw()
  forget_before(compat.now() - config.get().roll.seconds * 1000)
  local window = buffer and vim.fn.bufwinid(buffer) or -1
  if window == -1 then
    return
  end
  local lines = lines_of(window)
  vim.bo[buffer].modifiable = true
  api.nvim_buf_set_lines(buffer, 0, -1, false, vim.tbl_map(function(line)
    return table.concat(line.signs)
  end, lines))
  vim.bo[buffer].modifiable = false
  for number, line in ipairs(lines) do
    for _, run in ipairs(line.runs) do
      api.nvim_buf_set_extmark(buffer, SPACE, number - 1, run.begin, { end_col = run.stop, hl_group = run.group })
    end
  end
end

--- Whether the roll is open.
function M.is_open()
  return buffer ~= nil
end

--- Ask for the notes, if they are shown: a server that has just begun does not know.
function M.watch()
  if buffer then
    client.execute('watchNotes', { on = true })
  end
end

local function closed()
  buffer = nil
  timer:stop()
  notes, bars, low, high = {}, {}, nil, nil
  if client.client() then
    client.execute('watchNotes', { on = false })
  end
end

local function dress(window)
  for option, value in pairs({
    number = false,
    relativenumber = false,
    wrap = false,
    list = false,
    cursorline = false,
    signcolumn = 'no',
    foldcolumn = '0',
    winfixheight = true,
    statusline = ' roll  %{v:lua.require("pattern_studio").status()}',
  }) do
    api.nvim_win_set_option(window, option, value)
  end
end

--- Open the roll below, or close it. The cursor stays where it is.
function M.toggle()
  if buffer then
    api.nvim_buf_delete(buffer, { force = true })
    return
  end
  local from, settings = api.nvim_get_current_win(), config.get().roll
  vim.cmd('botright ' .. settings.height .. 'split') -- an error where there is no room
  local window = api.nvim_get_current_win()
  buffer = api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = 'patternroll'
  api.nvim_win_set_buf(window, buffer)
  dress(window)
  api.nvim_set_current_win(from)
  api.nvim_create_autocmd('BufWipeout', { buffer = buffer, once = true, callback = closed })
  timer = timer or compat.uv.new_timer()
  timer:start(0, math.floor(1000 / settings.rate), vim.schedule_wrap(M.draw))
  M.watch()
end

return M
