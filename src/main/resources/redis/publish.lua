-- Publishes.
--   ARGV[5] kept, loose or volatile   [6] publication id, or empty   [7] EVENT   [8] history-size   [9] history-bytes
--   [10] history-age, ms   [11] client whose id it is   [12] its node, or empty for the server   [13] 1: renew the TTL of its ids
--   A change of the state, with KEYS[6…9]: [14] no: the sender may not make it, host: only as the host, or empty   [15] epoch and
--   [16] offset that it depends on, or empty   [17] state-bytes   [18] hash of $key, - where it is removed, or empty
--   [19…] KEY VALUE pairs; an empty value removes. Then keys that must not have changed (*: none of all), whose VALUE is a
--   zero byte, EPOCH and OFFSET
-- Returns the offset (0 where there is none, -1 where the client is not a member at that node), the seq of the event (0: the
-- id was published before), and, for the server, the epoch and the time. A refused change: -2, 0, why, the key, a version.
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

local isChange = #ARGV > 13

-- The answer for an id that was published before, or nil.
local function repeated()
    local place = tonumber(redis.call('ZSCORE', ids .. client, id) or -1)
    if place >= 0 then
        return answer(place % 1 == 0 and place or 0, 0)
    end
end

-- Keeps the id with the offset that its publication gets; without one, with a fraction that grows with the time (in turns of
-- 24 days), so that the oldest ids are forgotten first. Returns 0 where it was published before.
local function keepId()
    local place = how == 'kept' and text(offset + 1) or string.format('%.12f', offset + 0.25 + now % 2147483648 / 4294967296)
    return redis.call('ZADD', ids .. client, 'NX', place, id)
end

if id ~= '' and not isChange and keepId() == 0 then
    return repeated()
end

local changed, change = {}
if isChange then
    local before = id ~= '' and repeated()
    if before then
        return before
    end
    local state, removed = KEYS[6], KEYS[7]
    local old, sbytes = {}, 0
    local guards, seenEpoch, seenOffset = {}, '', 0

    local function version(key, value, floor)
        return tonumber(value and string.match(value, '^%d+') or redis.call('ZSCORE', removed, key) or floor)
    end

    -- Of the keys that must not have changed, the one that did.
    local function checkGuards(floor, stated)
        if #guards > 0 and seenEpoch ~= epoch then
            return {-2, 0, 'outdated', '', text(offset)}
        end
        for _, key in ipairs(guards) do
            local at = key == '*' and tonumber(stated) or key ~= '*' and version(key, redis.call('HGET', state, key), floor)
            if at > seenOffset then
                return {-2, 0, 'outdated', key, text(at)}
            end
        end
    end

    local function checkVersions(floor)
        if ARGV[15] ~= epoch or tonumber(ARGV[16]) > offset then
            return {-2, 0, 'position', '', text(offset)}
        end
        local latest, highest = '', -1
        for i, key in ipairs(changed) do
            local at = version(key, old[i], floor)
            if at > highest then
                latest, highest = key, at
            end
        end
        if highest > tonumber(ARGV[16]) then
            return {-2, 0, 'changed', latest, text(highest)}
        end
    end

    local function checkSize()
        local grows, more = 0, 0
        for i, key in ipairs(changed) do
            local value = ARGV[18 + 2 * i]
            local before = old[i] and #key + #string.match(old[i], '^%d+ (.*)$') or 0
            grows = grows + (value == '' and 0 or #key + #value) - before
            more = more + (value == '' and 0 or 1) - (old[i] and 1 or 0)
        end
        sbytes = sbytes + grows
        if grows > 0 and sbytes > tonumber(ARGV[17]) or more > 0 and redis.call('HLEN', state) + more > 256 then
            return {-2, 0, 'full', '', '0'}
        end
    end

    local function refusal()
        local game = redis.call('HMGET', room, 'host', 'sbytes', 'floor', 'stated')
        if ARGV[14] == 'no' then
            return {-2, 0, 'forbidden', '', '0'}
        elseif ARGV[14] == 'host' and game[1] ~= client then
            return {-2, 0, 'host', '', '0'}
        end
        for i = 19, #ARGV, 2 do
            local seen, at = string.match(ARGV[i + 1], '^%z(%S+) (%d+)$')
            if seen then
                guards[#guards + 1] = ARGV[i]
                seenEpoch, seenOffset = seen, tonumber(at)
            else
                changed[#changed + 1] = ARGV[i]
            end
        end
        local outdated = checkGuards(game[3] or 0, game[4] or 0)
        if outdated then
            return outdated
        end
        if #changed > 0 then
            old = redis.call('HMGET', state, unpack(changed))
        end
        sbytes = tonumber(game[2] or 0)
        local conflict = ARGV[16] ~= '' and checkVersions(game[3] or 0)
        if conflict then
            return conflict
        end
        for _, key in ipairs(changed) do
            if string.sub(key, 1, 2) == 'c_' and redis.call('HEXISTS', members, string.match(key, '^[^/]+')) == 0 then
                return {-2, 0, 'gone', key, text(offset)}
            end
        end
        return checkSize()
    end

    change = function()
        local removes = false
        for i, key in ipairs(changed) do
            local value = ARGV[18 + 2 * i]
            if value == '' then
                redis.call('HDEL', state, key)
                redis.call('ZADD', removed, text(offset), key)
                removes = true
            else
                redis.call('HSET', state, key, text(offset) .. ' ' .. value)
                if not old[i] then
                    redis.call('ZREM', removed, key)
                end
            end
            if value == '' or not old[i] then
                renewed = 0 -- a key of Redis may be new
            end
        end
        local surplus = removes and redis.call('ZCARD', removed) - 256 or 0
        if surplus > 0 then
            local forgotten = redis.call('ZPOPMIN', removed, surplus)
            set('floor', forgotten[#forgotten])
        end
        set('sbytes', text(sbytes))
        set('stated', text(offset))
        if ARGV[18] ~= '' then
            set('doorkey', ARGV[18] == '-' and '' or ARGV[18])
        end
    end

    local why = refusal()
    if why then
        return why
    end
    if id ~= '' then
        keepId()
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
    if #changed > 0 then
        change()
    end
elseif how == 'loose' then
    loose = loose + 1
end

if id ~= '' then
    if ARGV[13] == '1' then
        redis.call('PEXPIRE', ids .. client, ARGV[3])
    end
    if clock[2] % 16 == 0 then -- now and then, as it costs more than all the rest
        redis.call('ZREMRANGEBYRANK', ids .. client, 0, -513)
    end
end
tell(event)
commit()
return answer(how == 'kept' and offset or 0, seq)
