-- Changes the members.
--   ARGV[5] change: the name of a function below   ARGV[6] client   ARGV[7] node   ARGV[8…] arguments of the function
-- Returns 1: done, 0: not possible in the member's state, -1: the room is full, -2: the user already has a member,
-- -3: kicked, -4: the room is not new, -5: the room does not exist, -6: joining is closed, -7: wrong key, -8: not a member.
local client, node = ARGV[6], ARGV[7]

local function find(name)
    local value = redis.call('HGET', members, name)
    if not value then
        return nil
    end
    local online, at, till, born, secret, role, length, rest =
        string.match(value, '^(%a) (%S+) (%d+) (%d+) (%S+) (%S) (%d+) (.*)$')
    return {
        state = online, node = at, till = tonumber(till), born = tonumber(born), secret = secret, game = role,
        user = string.sub(rest, 1, length), info = string.sub(rest, length + 1)
    }
end

local function put(name, member)
    redis.call('HSET', members, name, table.concat({
        member.state, member.node, text(member.till), text(member.born), member.secret, member.game, #member.user,
        member.user .. member.info
    }, ' '))
end

-- code: the code of the close frame; 0: none
local function remove(name, member, reason, code)
    redis.call('HDEL', members, name)
    redis.call('DEL', ids .. name)
    if redis.call('HGET', users, member.user) == name then
        redis.call('HDEL', users, member.user)
    end
    local next = leaveGame(name, member)
    tell('L ' .. name .. ' ' .. reason .. ' ' .. code .. ' ' .. member.node .. ' ' .. next .. '\n')
end

local function goAway(name, member, linger)
    member.state = 'a'
    member.till = now + tonumber(linger)
    put(name, member)
    tell('A ' .. name .. ' ' .. member.node .. ' ' .. linger .. '\n')
end

local act = {}

-- ARGV[8] token   [9] hash of the secret, or -   [10] user   [11] info   [12] allow, replace or reject
-- [13] max-members   [14] role: p, w or -   [15] new, old or empty   [16] hash of the presented key, or empty
function act.enter()
    local secret, user, info, rule, most = ARGV[9], ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13])
    local role = ARGV[14]
    local refusal = doorRefusal(user, ARGV[15], ARGV[16])
    if refusal then
        return refusal
    end
    local other, member
    if rule ~= 'allow' then
        other = redis.call('HGET', users, user)
        member = other and find(other)
        if member and rule == 'reject' and member.state == 'o' then
            return -2
        end
    end
    if most > 0 and redis.call('HLEN', members) - (member and 1 or 0) >= most then
        return -1
    elseif role == 'p' and not hasPlaceForPlayer(member) then
        return -1
    end
    if member then
        remove(other, member, 'replaced', 4510)
    end
    put(client, {state = 'o', node = node, till = 0, born = seq, secret = secret, game = role, user = user, info = info})
    local isHost = role == 'p' and host == ''
    if role == 'p' then
        redis.call('ZADD', players, text(seq), client)
    end
    if isHost then
        setHost(client)
    end
    if rule ~= 'allow' then
        redis.call('HSET', users, user, client)
    end
    tell('J ' .. client .. ' ' .. node .. ' ' .. ARGV[8] .. ' ' .. (secret == '-' and 1 or 0) .. ' ' .. #user
        .. ' ' .. #info .. ' ' .. role .. ' ' .. (isHost and 1 or 0) .. '\n' .. user .. info)
    renewed = 0 -- the members' keys may be new
    return 1
end

-- ARGV[8] token   [9] hash of the secret   [10] user, or empty for any   [11] info   [12] 1: info is given
function act.resume()
    local member = find(client)
    if not member or member.secret == '-' or member.secret ~= ARGV[9] or (ARGV[10] ~= '' and ARGV[10] ~= member.user) then
        return 0
    end
    member.state, member.node, member.till = 'o', node, 0
    if ARGV[12] == '1' then
        member.info = ARGV[11]
    end
    put(client, member)
    tell('R ' .. client .. ' ' .. node .. ' ' .. ARGV[8] .. ' ' .. ARGV[12] .. ' ' .. #ARGV[11] .. '\n' .. ARGV[11])
    return 1
end

-- Marks a member as online: other nodes took this node for dead, but the connection is still open.
function act.back()
    local member = find(client)
    if not member or member.node ~= node then
        return 0
    end
    member.state, member.till = 'o', 0
    put(client, member)
    tell('R ' .. client .. ' ' .. node .. ' 0 0 0\n')
    return 1
end

-- ARGV[8] linger, ms
function act.away()
    local member = find(client)
    if not member then
        return -8
    elseif member.node ~= node or member.state ~= 'o' then
        return 0
    end
    goAway(client, member, ARGV[8])
    return 1
end

-- ARGV[7] the member's node, or * for any   [8] reason   [9] code of the close frame, or 0
function act.leave()
    local member = find(client)
    if not member then
        return -8
    elseif node ~= '*' and member.node ~= node then
        return 0
    end
    remove(client, member, ARGV[8], ARGV[9])
    return 1
end

-- Ends the linger time, if it is over or with ARGV[8].
function act.expire()
    local member = find(client)
    if not member then
        return -8
    elseif member.state ~= 'a' or (member.till > now and ARGV[8] == '') then
        return 0
    end
    remove(client, member, 'timeout', 0)
    return 1
end

-- ARGV[8] info. Returns the seq of the event.
function act.info()
    local member = find(client)
    if not member then
        return 0
    end
    member.info = ARGV[8]
    put(client, member)
    tell('I ' .. client .. ' ' .. #ARGV[8] .. '\n' .. ARGV[8])
    return seq
end

-- Takes over the members of a dead node.   ARGV[6] dead node   [7] new node   [8] linger, ms   [9…] clients
function act.orphan()
    for i = 9, #ARGV do
        local name = ARGV[i]
        local member = find(name)
        if member and member.node == client and member.state == 'o' then
            member.node = node
            if member.secret == '-' or ARGV[8] == '0' then
                remove(name, member, 'timeout', 0)
            else
                goAway(name, member, ARGV[8])
            end
        end
    end
    return 1
end

-- Makes a client the host.   ARGV[8] the client that must be the host, or empty
-- Returns the seq of the last event, 0: the client is no online player, -1: the other client is not the host.
function act.host()
    local member = find(client)
    if ARGV[8] ~= '' and ARGV[8] ~= host then
        return -1
    elseif not member or member.game ~= 'p' or member.state ~= 'o' then
        return 0
    end
    if client ~= host then
        setHost(client)
        tell('H ' .. client .. '\n')
    end
    return seq
end

-- Replaces a host that has been away for too long.   ARGV[8] host-wait, ms
function act.rehost()
    local next, online = successor(client)
    if client ~= host or wait == 0 or now - wait < tonumber(ARGV[8]) or not online then
        return 0
    end
    setHost(next)
    tell('H ' .. next .. '\n')
    return 1
end

-- Removes a client and refuses its user from now on.   ARGV[8] the client that must be the host, or empty
-- Returns the results of host.
function act.kick()
    local member = find(client)
    if ARGV[8] ~= '' and ARGV[8] ~= host then
        return -1
    elseif not member then
        return 0
    end
    redis.call('ZADD', kicked, text(seq), member.user)
    redis.call('ZREMRANGEBYRANK', kicked, 0, -65)
    redis.call('PEXPIRE', kicked, ARGV[3])
    remove(client, member, 'kicked', 4512)
    return seq
end

-- Closes the room for an operator. Returns the number of removed members, -1: the room does not exist.
act['end'] = function()
    local names = redis.call('HKEYS', members)
    if #names == 0 and offset == 0 and redis.call('EXISTS', kicked, runKey) == 0 then
        return -1
    end
    redis.call('DEL', history, members, users, ids .. '=', state, removed, kicked, players, runKey, framesKey)
    redis.call('HDEL', room, 'host', 'hostwait', 'doorkey', 'sbytes', 'floor', 'stated')
    host, wait = '', 0
    for i = 1, #names, 500 do
        local keys = {}
        for j = i, math.min(i + 499, #names) do
            keys[#keys + 1] = ids .. names[j]
        end
        redis.call('DEL', unpack(keys))
    end
    offset, loose, bytes = 0, 0, 0
    begin()
    tell('E -\n')
    return #names
end

local result = act[ARGV[5]]()
if #events > 0 then
    checkHost()
    commit()
end
return result
