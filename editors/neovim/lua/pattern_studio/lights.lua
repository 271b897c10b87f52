-- The words that sound light up. Each place is a mark that moves with the text; its highlight comes and goes.
local compat = require('pattern_studio.compat')
local feed = require('pattern_studio.feed')

local M = {}

local api = vim.api
local SPACE = api.nvim_create_namespace('pattern_studio_lights')
local LEAST_STEP = 40 -- milliseconds between two drawings: 25 a second
local SOON = 4 -- what begins within so many milliseconds begins now
local GAP = 60 -- a note ends for the eye so much before it does, or two in a row would be one
local MOST_SILENCE = 1000 -- a server that says nothing for so long is not trusted
local MOST_EDITS = 1000

local places = {} -- id → { uri, buffer, mark, range, word }
local coming = {} -- { id, from, to, level }
local lit = {} -- id → { from, to, level }
local shown = {} -- id → group
local edits = {} -- buffer → edits, oldest first, to bring a place of an older version up to date
local timer, drawn_at, wakes_at = nil, 0, nil

--- The moments at which lights were last switched on, ours and the one announced; newest last. For measuring.
M.trace = nil

local function moved(row, column, edit)
  local last_row, last_column = edit.row + edit.rows, (edit.rows == 0 and edit.column or 0) + edit.columns
  if row < edit.row or (row == edit.row and column < edit.column) then
    return row, column
  end
  if row > last_row then
    return row + edit.new_rows - edit.rows, column
  end
  local end_column = (edit.new_rows == 0 and edit.column or 0) + edit.new_columns
  if row == last_row and column >= last_column then
    return edit.row + edit.new_rows, column - last_column + end_column
  end
  return edit.row, edit.column
end

local function up_to_date(buffer, version, row, column)
  for _, edit in ipairs(edits[buffer] or {}) do
    if edit.tick >= version then -- the tick is that of the text before the edit
      row, column = moved(row, column, edit)
    end
  end
  return row, column
end

--- Take note of the edits of *buffer*: a place may be told for a text that has been typed in since.
function M.follow(buffer)
  if edits[buffer] then
    return
  end
  edits[buffer] = {}
  api.nvim_buf_attach(buffer, false, {
    on_bytes = function(_, _, tick, row, column, _, rows, columns, _, new_rows, new_columns)
      local known = edits[buffer]
      if not known then
        return true
      end
      table.insert(known, {
        tick = tick,
        row = row,
        column = column,
        rows = rows,
        columns = columns,
        new_rows = new_rows,
        new_columns = new_columns,
      })
      if #known > MOST_EDITS then
        table.remove(known, 1)
      end
    end,
    on_reload = function()
      edits[buffer] = {}
    end,
    on_detach = function()
      edits[buffer] = nil
    end,
  })
end

local function encoding()
  local client = require('pattern_studio.client').client()
  return client and client.offset_encoding or 'utf-16'
end

local function byte(buffer, row, character, how)
  local line = api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
  return line and compat.byte(line, character, how) or 0
end

local function mark(buffer, place, version)
  local how = encoding()
  local row, column, last, stop = unpack(place.range)
  if version then -- edits count bytes: in a line that was typed in behind other than plain letters, this is near
    row, column = up_to_date(buffer, version, row, column)
    last, stop = up_to_date(buffer, version, last, stop)
  end
  column, stop = byte(buffer, row, column, how), byte(buffer, last, stop, how)
  local line = api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
  local word = line:sub(column + 1, row == last and stop or #line)
  if not version and place.word and place.word ~= word then -- it was changed while it was closed
    return
  end
  local set, id = pcall(api.nvim_buf_set_extmark, buffer, SPACE, row, column, {
    end_row = last,
    end_col = stop,
    end_right_gravity = false,
  })
  if set then
    place.buffer, place.mark, place.word = buffer, id, word
  end
end

-- A text that was closed has taken its marks with it.
local function is_marked(place)
  return place.mark ~= nil
    and api.nvim_buf_is_loaded(place.buffer)
    and api.nvim_buf_get_extmark_by_id(place.buffer, SPACE, place.mark, {})[1] ~= nil
end

local function paint(id, group)
  local place = places[id]
  if not place or not place.mark or not api.nvim_buf_is_loaded(place.buffer) then
    return
  end
  local at = api.nvim_buf_get_extmark_by_id(place.buffer, SPACE, place.mark, { details = true })
  if not at[1] or not at[3].end_row then
    return
  end
  local is_empty = at[1] == at[3].end_row and at[2] == at[3].end_col
  api.nvim_buf_set_extmark(place.buffer, SPACE, at[1], at[2], {
    id = place.mark,
    end_row = at[3].end_row,
    end_col = at[3].end_col,
    end_right_gravity = false,
    hl_group = not is_empty and group or nil,
    priority = 190, -- over syntax and semantic tokens, under what is searched for
  })
end

local function group_of(level)
  return level > 0.75 and 'PatternLightLoud' or level > 0.4 and 'PatternLight' or 'PatternLightSoft'
end

local function begin_due(now)
  local later = {}
  for _, note in ipairs(coming) do
    if note.from > now + SOON then
      table.insert(later, note)
    elseif note.to > now then
      local before = lit[note.id]
      if not before or before.to < note.to then
        lit[note.id] = note
      end
      if M.trace then
        table.insert(M.trace, { now, note.from })
      end
    end
  end
  coming = later
end

local function end_due(now)
  local is_mute = feed.silence() > MOST_SILENCE
  for id, note in pairs(lit) do
    if is_mute or note.to <= now + LEAST_STEP / 2 or not places[id] then
      lit[id] = nil
    end
  end
  if is_mute then
    coming = {}
  end
end

local function draw()
  for id in pairs(shown) do
    if not lit[id] then
      paint(id, nil)
      shown[id] = nil
    end
  end
  for id, note in pairs(lit) do
    local group = group_of(note.level)
    if shown[id] ~= group then
      paint(id, group)
      shown[id] = group
    end
  end
end

local function next_moment()
  local on, off = math.huge, math.huge
  for _, note in ipairs(coming) do
    on = math.min(on, note.from)
  end
  for _, note in pairs(lit) do
    off = math.min(off, note.to)
  end
  -- A light that goes out must not keep one that comes on right after it waiting.
  local moment = (off >= on or on - off < LEAST_STEP) and on or off
  if next(lit) then -- whoever falls silent must not leave lights on
    moment = math.min(moment, compat.now() + math.max(0, MOST_SILENCE - feed.silence()) + SOON)
  end
  return moment
end

local wake

local function sleep()
  local moment = next_moment()
  if moment == math.huge then
    wakes_at = nil
    return
  end
  moment = math.max(moment, drawn_at + LEAST_STEP)
  if wakes_at and wakes_at <= moment then
    return
  end
  timer = timer or compat.uv.new_timer()
  wakes_at = moment
  timer:start(math.max(0, math.floor(moment - compat.now() + 0.5)), 0, vim.schedule_wrap(wake))
end

function wake()
  local now = compat.now()
  wakes_at = nil
  drawn_at = now
  end_due(now)
  begin_due(now)
  draw()
  sleep()
end

--- Take in which places there are from now on, and which are no longer.
function M.place(params)
  for _, id in ipairs(params.drop or {}) do
    local place = places[id]
    if place and place.mark and api.nvim_buf_is_valid(place.buffer) then
      api.nvim_buf_del_extmark(place.buffer, SPACE, place.mark)
    end
    places[id], lit[id], shown[id] = nil, nil, nil
  end
  local buffer = require('pattern_studio.client').buffer(params.uri)
  local version = type(params.version) == 'number' and params.version or nil
  for _, found in ipairs(params.add or {}) do
    local place = { uri = params.uri, range = { found[2], found[3], found[4], found[5] } }
    places[found[1]] = place
    if buffer then
      mark(buffer, place, version)
    end
  end
end

--- The server has just been told the text of *buffer*, as version 0: what was typed before is no edit of that. Mark the
--- places of a text that was read, or read again, after they were told.
function M.arrived(buffer)
  edits[buffer] = edits[buffer] and {}
  local uri = vim.uri_from_bufnr(buffer)
  for id, place in pairs(places) do
    if place.uri == uri and not is_marked(place) then
      mark(buffer, place)
      shown[id] = nil
    end
  end
end

--- Take in what sounds soon, or what does not after all.
function M.announce(params)
  local clear = type(params.clear) == 'number' and params.clear or nil
  if clear then
    local from = clear == 0 and -math.huge or feed.here(clear)
    coming = vim.tbl_filter(function(note)
      return note.from < from
    end, coming)
    for id, note in pairs(lit) do
      if note.from >= from then
        lit[id] = nil
      end
    end
  end
  for _, note in ipairs(params.on or {}) do
    local from, to = feed.here(note[2]), feed.here(note[3])
    table.insert(coming, { id = note[1], from = from, to = to - math.min(GAP, (to - from) / 4), level = note[4] })
  end
  if clear then
    wakes_at = nil
    draw()
  end
  sleep()
end

--- Everything out, and no place is known any more.
function M.forget()
  for id in pairs(lit) do
    lit[id] = nil
  end
  coming = {}
  draw()
  for _, place in pairs(places) do
    if place.mark and api.nvim_buf_is_valid(place.buffer) then
      api.nvim_buf_del_extmark(place.buffer, SPACE, place.mark)
    end
  end
  places = {}
  if timer then
    timer:stop()
    wakes_at = nil
  end
end

--- What is lit in *buffer*: `{ row, column, last row, end column, group }` each, from 0, in order.
function M.lit(buffer)
  local found = {}
  for _, at in ipairs(api.nvim_buf_get_extmarks(buffer, SPACE, 0, -1, { details = true })) do
    if at[4].hl_group then
      table.insert(found, { at[2], at[3], at[4].end_row, at[4].end_col, at[4].hl_group })
    end
  end
  return found
end

--- How many places of *buffer* can light up.
function M.known(buffer)
  return #api.nvim_buf_get_extmarks(buffer, SPACE, 0, -1, {})
end

return M
