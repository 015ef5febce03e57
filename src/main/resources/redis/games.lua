-- The part of a room that a game adds, for the scripts that change members.
--   KEYS[6] state     hash by key: OFFSET VALUE
--   KEYS[7] removed   sorted set: removed keys of the state by offset
--   KEYS[8] kicked    sorted set: users by seq
--   KEYS[9] players   sorted set: clients in the order in which they joined
-- The hash of the room has: host (a client or empty), hostwait (since when another player waits for a host who is away, ms;
-- 0: none does), doorkey (hash of $key or empty), sbytes (keys and values of the state), floor (the version of absent keys).
local state, removed, kicked, players = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local game = redis.call('HMGET', room, 'host', 'hostwait', 'doorkey', 'sbytes')
local host, wait, doorkey = game[1] or '', tonumber(game[2] or 0), game[3] or ''
local sbytes = tonumber(game[4] or 0)

-- The player who becomes the host when besides does not count, or empty; and whether it is online.
local function successor(besides)
    local first = ''
    for _, name in ipairs(redis.call('ZRANGE', players, 0, -1)) do
        if name ~= besides then
            if string.sub(redis.call('HGET', members, name) or '', 1, 1) == 'o' then
                return name, true
            end
            first = first == '' and name or first
        end
    end
    return first, false
end

local function setHost(name)
    host, wait = name, 0
    set('host', name)
    set('hostwait', '0')
end

-- Begins or ends the wait for a host who is away, after members have changed.
local function checkHost()
    local since = 0
    if host ~= '' and string.sub(redis.call('HGET', members, host) or '', 1, 1) == 'a' then
        local _, online = successor(host)
        since = online and (wait > 0 and wait or now) or 0
    end
    if since ~= wait then
        set('hostwait', text(since))
    end
end

-- The client is no member any more, so its keys do not exist.
local function dropKeys(name)
    if sbytes == 0 then
        return
    end
    for _, key in ipairs(redis.call('HKEYS', state)) do
        if string.match(key, '^[^/]*') == name then
            sbytes = sbytes - #key - #string.match(redis.call('HGET', state, key), '^%d+ (.*)$')
            redis.call('HDEL', state, key)
        end
    end
    set('sbytes', text(sbytes))
end

-- A member leaves. Returns the new host for its event: = where it stays, - where there is none.
local function leaveGame(name, member)
    dropKeys(name)
    if member.game == 'p' then
        redis.call('ZREM', players, name)
        if redis.call('ZCARD', players) == 0 then
            endRun('empty')
        end
    end
    if name ~= host then
        return '='
    end
    setHost((successor(name)))
    return host == '' and '-' or host
end

-- Why a new member may not join, as the scripts of members answer it, or nil.   replaced: the member whose place it takes
local function doorRefusal(user, expect, key)
    local count = redis.call('HLEN', members)
    if redis.call('ZSCORE', kicked, user) then
        return -3
    elseif expect == 'new' and count > 0 then
        return -4
    elseif expect == 'old' and count == 0 then
        return -5
    elseif host == '' then
        return nil
    elseif string.match(redis.call('HGET', state, '$open') or '', ' false$') then
        return -6
    elseif doorkey ~= '' and doorkey ~= key then
        return -7
    end
end

local function hasPlaceForPlayer(replaced)
    local most = host ~= '' and redis.call('HGET', state, '$max')
    local count = redis.call('ZCARD', players) - (replaced and replaced.game == 'p' and 1 or 0)
    return not most or count < tonumber(string.match(most, ' (.*)$'))
end
