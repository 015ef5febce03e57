-- The common part of all scripts of a room. A room has these keys:
--   KEYS[1] state     hash: epoch, run and replication id of the server, offset, seq of the last event, number of unretained
--                     events that must not be missed (loose), bytes of the history, times of the last renewals of the TTLs
--   KEYS[2] history   list, oldest first: TIME EVENT
--   KEYS[3] members   hash by client: STATE NODE UNTIL BORN SECRET GAME LENGTH USER INFO; BORN grows; GAME: p, w or -
--   KEYS[4] users     hash, if a user may have only one member: client by user
--   KEYS[5] ids       the prefix of one sorted set per client: offsets by publication id
--   KEYS[6…9]         additional keys, if a script needs them: those of games.lua, then those of run.lua
-- ARGV[1] run of the server   ARGV[2] prefix of a new epoch   ARGV[3] TTL of the keys, ms   ARGV[4] channel
--
-- A script first changes keys, then calls commit(), which stores the numbers and publishes the events last. Redis may
-- refuse the first write of a script (OOM, NOREPLICAS, MISCONF), but for these reasons never PUBLISH. An event published
-- before the first write could have a number that Redis does not store.
local room, history, members, users, ids = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local micros = clock[1] * 1000000 + clock[2]
local kept = redis.call('HMGET', room, 'epoch', 'run', 'offset', 'seq', 'loose', 'bytes', 'renewed', 'aged')
local epoch = kept[1]
local exists = epoch and true
local offset, seq = tonumber(kept[3] or 0), tonumber(kept[4] or 0)
local loose, bytes = tonumber(kept[5] or 0), tonumber(kept[6] or 0)
local renewed = tonumber(kept[7] or 0)
local extra, events = {}, {}

local texts = {}
local function text(number)
    local known = texts[number]
    if not known then
        known = string.format('%.0f', number)
        texts[number] = known
    end
    return known
end

-- Sets another field of the state with the next commit.
local function set(field, value)
    extra[#extra + 1] = field
    extra[#extra + 1] = value
end

-- Begins a new epoch. Its events have higher numbers than those of all earlier epochs.
local function begin()
    epoch = ARGV[2] .. string.format('%x%05x', clock[1], clock[2])
    seq = math.max(seq, micros)
    renewed = 0
    set('epoch', epoch)
    set('run', ARGV[1])
end

if not exists then
    -- Without its state, the other keys of a room are useless.
    if redis.call('EXISTS', unpack(KEYS, 2)) > 0 then
        redis.call('DEL', unpack(KEYS, 2))
    end
    begin()
elseif kept[2] ~= ARGV[1] then
    -- Another server, or a restarted one, may have lost the last publications.
    begin()
end

-- Adds an event: EPOCH SEQ TIME OFFSET LOOSE KIND CLIENT …
local function tell(event)
    seq = seq + 1
    events[#events + 1] = epoch .. ' ' .. text(seq) .. ' ' .. text(now) .. ' ' .. text(offset) .. ' ' .. text(loose) .. ' ' .. event
end

local function renew()
    for _, key in ipairs({room, members, users, unpack(KEYS, 6)}) do
        redis.call('PEXPIRE', key, ARGV[3])
    end
end

local function commit()
    local expires = now - renewed > ARGV[3] / 8
    if expires then
        set('renewed', text(now))
    end
    redis.call('HSET', room, 'offset', text(offset), 'seq', text(seq), 'loose', text(loose), 'bytes', text(bytes),
        unpack(extra))
    if expires then
        renew()
    end
    for _, event in ipairs(events) do
        redis.call('PUBLISH', ARGV[4], event)
    end
end
