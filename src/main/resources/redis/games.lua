-- The game-related part of a room, for the scripts that change members.
--   KEYS[6] state     hash by key: OFFSET VALUE
--   KEYS[7] removed   sorted set: removed keys of the state by offset
--   KEYS[8] kicked    sorted set: users by seq
--   KEYS[9] players   sorted set: clients in the order of their joins
-- The hash of the room contains: host (a client or empty), hostwait (start of the wait for an away host, ms; 0: none),
-- doorkey (hash of $key or empty), sbytes (bytes of keys and values in the state), floor (version of absent keys).
local state, removed, kicked, players = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local game = redis.call('HMGET', room, 'host', 'hostwait', 'doorkey', 'sbytes')
local host, wait, doorkey = game[1] or '', tonumber(game[2] or 0), game[3] or ''
local sbytes = tonumber(game[4] or 0)

-- Returns the next host other than besides, or empty, and whether that player is online.
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

-- Begins or ends the wait for an away host, after a change of members.
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

-- Removes the keys of a client that is no longer a member.
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

-- Removes a member from the game. Returns the new host for its event: = unchanged, - none.
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

-- Returns the reason to refuse a new member, as a code of members.lua, or nil.   replaced: the member to be replaced
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
