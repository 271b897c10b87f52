-- What the server reports: its clock, and who is told of what.
local compat = require('pattern_studio.compat')
local config = require('pattern_studio.config')

local M = {}

--- What `transport` said last; `parts` and `knobs` stay when it leaves them out.
M.now = { state = 'idle', parts = {}, knobs = {} }

--- What was last told as `User PatternStudio…`, by its name: for Neovim 0.7, whose events carry nothing.
M.told = {}

local CLOCK_SAMPLES = 64
local samples, newest = {}, 0
local heard_at = 0
local beat = nil

local function tell(name, data)
  M.told[name] = data
  compat.tell('PatternStudio' .. name, data)
end

-- A message is late by what it waited, never early: the least difference of the recent ones is nearest to the truth.
local function hear(moment)
  heard_at = compat.now()
  if moment then
    newest = newest % CLOCK_SAMPLES + 1
    samples[newest] = heard_at - moment
  end
end

--- The moment of the server's clock on ours, in milliseconds.
function M.here(moment)
  local least = math.huge
  for _, sample in ipairs(samples) do
    least = math.min(least, sample)
  end
  return moment + (least < math.huge and least or 0)
end

--- Milliseconds since the server said anything.
function M.silence()
  return compat.now() - heard_at
end

-- Cut to the line of messages: what is wider makes Neovim wait for a key, in the middle of the music.
local function fitting(text)
  local room = vim.v.echospace
  return vim.fn.strdisplaywidth(text) <= room and text or vim.fn.printf('%.' .. room - 1 .. 'S', text) .. '…'
end

--- What became of an evaluation.
function M.evaluated(params)
  hear()
  local buffer = require('pattern_studio.client').buffer(params.uri)
  if buffer then
    require('pattern_studio.flash').show(buffer, params)
    require('pattern_studio.margin').refresh(buffer)
  end
  if config.get().messages and params.message and params.message ~= '' then
    vim.api.nvim_echo({ { fitting(params.message), params.ok and 'None' or 'WarningMsg' } }, false, {})
  end
  tell(params.ok and 'Eval' or 'Error', params)
end

--- Where a text can sound.
function M.locations(params)
  hear()
  require('pattern_studio.lights').place(params)
end

--- What sounds soon.
function M.lights(params)
  hear(params.now)
  if config.get().lights then
    require('pattern_studio.lights').announce(params)
  end
end

--- What a roll shows.
function M.notes(params)
  hear(params.now)
  require('pattern_studio.roll').announce(params)
end

--- Where the music is.
function M.transport(params)
  hear(params.now)
  local parts = params.parts or M.now.parts
  local is_other = params.parts ~= nil
  M.now = vim.tbl_extend('force', params, { parts = parts, knobs = params.knobs or M.now.knobs, heard_at = heard_at })
  require('pattern_studio.status').show()
  if is_other then
    require('pattern_studio.margin').refresh_all()
  end
  local place = params.beat and math.floor(params.beat)
  if params.state == 'playing' and place ~= beat then
    tell('Beat', { bar = params.bar, beat = place, beats = params.beats, bpm = params.bpm })
  end
  beat = params.state == 'playing' and place or nil
end

--- A server has begun its work; *status* is what `transport` would say.
function M.begun(status)
  M.transport(status)
  local roll = package.loaded['pattern_studio.roll']
  if roll then
    roll.watch()
  end
end

--- The server is gone, and with it all that it said.
function M.ended()
  samples, newest, beat = {}, 0, nil
  M.now = { state = 'idle', parts = {}, knobs = {} }
  require('pattern_studio.lights').forget()
  require('pattern_studio.status').show()
end

return M
