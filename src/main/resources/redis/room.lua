-- What every script of a room begins with. All that is kept of a room:
--   KEYS[1] its order   a hash: epoch, run and replication id of the server, offset, seq of the last event, loose
--                       ones, bytes of the history
--   KEYS[2] history     a list, oldest first: TIME EVENT
--   KEYS[3] members     a hash, by client: STATE NODE UNTIL BORN SECRET LENGTH USER INFO, BORN growing
--   KEYS[4] users       a hash, where a user may have one seat: client by user
-- ARGV[1] run of the server, as the node knows it   ARGV[2] how a new epoch begins   ARGV[3] to live, ms   ARGV[4] channel
local room, history, members, users = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local kept = redis.call('HMGET', room, 'epoch', 'run', 'offset', 'seq', 'loose', 'bytes')
local epoch = kept[1]
-- A room that is not known goes on beyond all events that it may ever have had.
local offset, seq = tonumber(kept[3] or 0), tonumber(kept[4] or clock[1] * 1000000 + clock[2])
local loose, bytes = tonumber(kept[5] or 0), tonumber(kept[6] or 0)

local function text(number)
    return string.format('%.0f', number)
end

local function begin()
    epoch = ARGV[2] .. string.format('%x%05x', clock[1], clock[2])
    redis.call('HSET', room, 'epoch', epoch, 'run', ARGV[1])
end

if not epoch then
    redis.call('DEL', history, members, users)
    begin()
elseif kept[2] ~= ARGV[1] then
    -- Another server, or the same one after a restart: it may have lost the last publications.
    begin()
end

-- Tells all nodes. An event: KIND CLIENT …
local function tell(event)
    seq = seq + 1
    redis.call('PUBLISH', ARGV[4], epoch .. ' ' .. text(seq) .. ' ' .. text(now) .. ' ' .. text(offset) .. ' ' .. event)
end

local function keep()
    redis.call('HSET', room, 'offset', text(offset), 'seq', text(seq), 'loose', text(loose), 'bytes', text(bytes))
    for _, key in ipairs({room, members, users}) do
        redis.call('PEXPIRE', key, ARGV[3])
    end
end
