-- Publishes a message.
--   ARGV[5] kept, loose or volatile   [6] publication id, or empty   [7] EVENT   [8] history-size   [9] history-bytes
--   [10] history-age, ms   [11] client of the id   [12] its node, or empty for the server   [13] 1: renew the TTL of its ids
--   State change, with KEYS[6…9]: [14] no: forbidden, host: only for the host, or empty
--   [15] epoch and [16] offset of its condition, or empty   [17] state-bytes   [18] hash of $key, - removes it, or empty
--   [19…] KEY VALUE pairs; an empty value removes the key. Then guarded keys (*: all keys), whose VALUE is a zero byte, EPOCH
--   and OFFSET
-- Returns the offset (0: none, -1: the client is not a member on that node), the seq of the event (0: a repetition of the
-- id), and, for the server, epoch and time. For a refused change: -2, 0, reason, key, version.
local how, id, event, client, node = ARGV[5], ARGV[6], ARGV[7], ARGV[11], ARGV[12]
if node ~= '' then
    local member = redis.call('HGET', members, client)
    if not member or string.sub(member, 2, #node + 3) ~= ' ' .. node .. ' ' then
        return {-1, 0}
    end
end

local function answer(place, number)
    if node == '' then
        return {place, number, epoch, now}
    end
    return {place, number}
end

-- Returns the answer for a repeated id, or nil.
local function repeated()
    local place = tonumber(redis.call('ZSCORE', ids .. client, id) or -1)
    if place >= 0 then
        return answer(place % 1 == 0 and place or 0, 0)
    end
end

-- Stores the id with the offset of its publication. Without an offset, it stores a fraction that grows with time (and
-- restarts every 24 days), so that the oldest ids are dropped first. Returns 0 for a repetition.
local function keepId()
    local place = how == 'kept' and text(offset + 1) or string.format('%.12f', offset + 0.25 + now % 2147483648 / 4294967296)
    return redis.call('ZADD', ids .. client, 'NX', place, id)
end

if id ~= '' and keepId() == 0 then
    return repeated()
end

local change
if #ARGV > 13 then
    local state, removed = KEYS[6], KEYS[7]
    local changed, values, old = {}, {}, {}
    local guards, seenEpoch, seenOffset = {}, nil, nil

    local function refused(why, key, version)
        if id ~= '' then
            redis.call('ZREM', ids .. client, id)
        end
        return {-2, 0, why, key or '', version or text(offset)}
    end

    local function version(key, value)
        return tonumber(value and string.match(value, '^%d+') or redis.call('ZSCORE', removed, key)
            or redis.call('HGET', room, 'floor') or 0)
    end

    if ARGV[14] == 'no' then
        return refused('forbidden', '', '0')
    elseif ARGV[14] == 'host' and redis.call('HGET', room, 'host') ~= client then
        return refused('host', '', '0')
    end
    for i = 19, #ARGV, 2 do
        if string.byte(ARGV[i + 1]) == 0 then
            guards[#guards + 1] = ARGV[i]
            seenEpoch, seenOffset = string.match(ARGV[i + 1], '^%z(%S+) (%d+)$')
        else
            changed[#changed + 1] = ARGV[i]
            values[#values + 1] = ARGV[i + 1]
        end
    end

    if seenEpoch and seenEpoch ~= epoch then
        return refused('outdated')
    end
    for _, key in ipairs(guards) do
        local at = key == '*' and tonumber(redis.call('HGET', room, 'stated') or 0) or key ~= '*' and version(key, redis.call('HGET', state, key))
        if at > tonumber(seenOffset) then
            return refused('outdated', key, text(at))
        end
    end

    if #changed > 0 then
        old = redis.call('HMGET', state, unpack(changed))
    end
    if ARGV[16] ~= '' then
        if ARGV[15] ~= epoch or tonumber(ARGV[16]) > offset then
            return refused('position')
        end
        local latest, highest = '', -1
        for i, key in ipairs(changed) do
            local at = version(key, old[i])
            if at > highest then
                latest, highest = key, at
            end
        end
        if highest > tonumber(ARGV[16]) then
            return refused('changed', latest, text(highest))
        end
    end

    local grows, more = 0, 0
    for i, key in ipairs(changed) do
        local owner = string.sub(key, 1, 2) == 'c_' and string.match(key, '^[^/]+') or client
        if owner ~= client and redis.call('HEXISTS', members, owner) == 0 then
            return refused('gone', key)
        end
        local value, before = values[i], old[i]
        grows = grows + (value == '' and 0 or #key + #value)
            - (before and #key + #before - string.find(before, ' ', 1, true) or 0)
        more = more + (value == '' and 0 or 1) - (before and 1 or 0)
    end
    local size = grows ~= 0 and tonumber(redis.call('HGET', room, 'sbytes') or 0) + grows
    if grows > 0 and size > tonumber(ARGV[17]) or more > 0 and redis.call('HLEN', state) + more > 256 then
        return refused('full', '', '0')
    end

    -- Applies the state change, at the offset of its publication.
    change = #changed > 0 and function()
        local removes = false
        for i, key in ipairs(changed) do
            if values[i] == '' then
                redis.call('HDEL', state, key)
                redis.call('ZADD', removed, text(offset), key)
                removes = true
            else
                redis.call('HSET', state, key, text(offset) .. ' ' .. values[i])
                if not old[i] then
                    redis.call('ZREM', removed, key)
                end
            end
            if values[i] == '' or not old[i] then
                renewed = 0 -- a Redis key may be new
            end
        end
        local surplus = removes and redis.call('ZCARD', removed) - 256 or 0
        if surplus > 0 then
            local forgotten = redis.call('ZPOPMIN', removed, surplus)
            set('floor', forgotten[#forgotten])
        end
        if size then
            set('sbytes', text(size))
        end
        set('stated', text(offset))
        if ARGV[18] ~= '' then
            set('doorkey', ARGV[18] == '-' and '' or ARGV[18])
        end
    end
end

if how == 'kept' then
    offset = offset + 1
    local entry = text(now) .. ' ' .. event
    local count = redis.call('RPUSH', history, entry)
    bytes = (count == 1 and 0 or bytes) + #entry
    while count > 0 and (count > tonumber(ARGV[8]) or bytes > tonumber(ARGV[9])) do
        bytes = bytes - #redis.call('LPOP', history)
        count = count - 1
    end
    if count == 1 or now - tonumber(kept[8] or 0) > ARGV[10] / 8 then
        redis.call('PEXPIRE', history, math.ceil(ARGV[10] * 1.125))
        set('aged', text(now))
    end
    if change then
        change()
    end
elseif how == 'loose' then
    loose = loose + 1
end

if id ~= '' then
    if ARGV[13] == '1' then
        redis.call('PEXPIRE', ids .. client, ARGV[3])
    end
    if clock[2] % 16 == 0 then -- only occasionally, because it costs more than all other commands
        redis.call('ZREMRANGEBYRANK', ids .. client, 0, -513)
    end
end
tell(event)
commit()
return answer(how == 'kept' and offset or 0, seq)
