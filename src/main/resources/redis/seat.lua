-- Somebody comes or goes.
--   ARGV[5] what: enter, resume, back, away, leave, expire, info, orphan, end   ARGV[6] client   ARGV[7] node
--   the others as the function of that name says. Gives 1: done, 0: it was not so, -1: full, -2: taken.
local client, node = ARGV[6], ARGV[7]

local function find(name)
    local value = redis.call('HGET', members, name)
    if not value then
        return nil
    end
    local state, at, till, born, secret, length, rest = string.match(value, '^(%a) (%S+) (%d+) (%d+) (%S+) (%d+) (.*)$')
    return {
        state = state, node = at, till = tonumber(till), born = tonumber(born), secret = secret,
        user = string.sub(rest, 1, length), info = string.sub(rest, length + 1)
    }
end

local function put(name, member)
    redis.call('HSET', members, name, table.concat({
        member.state, member.node, text(member.till), text(member.born), member.secret, #member.user,
        member.user .. member.info
    }, ' '))
end

-- code: of the close frame; 0: none
local function remove(name, member, reason, code)
    redis.call('HDEL', members, name)
    if redis.call('HGET', users, member.user) == name then
        redis.call('HDEL', users, member.user)
    end
    tell('L ' .. name .. ' ' .. reason .. ' ' .. code .. ' ' .. member.node .. '\n')
end

local function goAway(name, member, linger)
    member.state = 'a'
    member.till = now + tonumber(linger)
    put(name, member)
    tell('A ' .. name .. ' ' .. member.node .. ' ' .. linger .. '\n')
end

local act = {}

-- ARGV[8] token   [9] hash of the secret, or -   [10] user   [11] info   [12] allow, replace or reject   [13] most members
function act.enter()
    local secret, user, info, rule, most = ARGV[9], ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13])
    if rule ~= 'allow' then
        local other = redis.call('HGET', users, user)
        local member = other and find(other)
        if member and rule == 'reject' and member.state == 'o' then
            return -2
        elseif member then
            remove(other, member, 'replaced', 4510)
        end
    end
    if most > 0 and redis.call('HLEN', members) >= most then
        return -1
    end
    put(client, {state = 'o', node = node, till = 0, born = seq, secret = secret, user = user, info = info})
    if rule ~= 'allow' then
        redis.call('HSET', users, user, client)
    end
    tell('J ' .. client .. ' ' .. node .. ' ' .. ARGV[8] .. ' ' .. (secret == '-' and 1 or 0) .. ' ' .. #user
        .. ' ' .. #info .. '\n' .. user .. info)
    return 1
end

-- ARGV[8] token   [9] hash of the secret   [10] user, or nothing: whoever it is   [11] info   [12] whether there is one
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

-- Others took the node for dead, and its connection is still there.
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
    if not member or member.node ~= node or member.state ~= 'o' then
        return 0
    end
    goAway(client, member, ARGV[8])
    return 1
end

-- ARGV[7] the node whose member it is, or *   [8] reason   [9] code of the close frame, or 0
function act.leave()
    local member = find(client)
    if not member or (node ~= '*' and member.node ~= node) then
        return 0
    end
    remove(client, member, ARGV[8], ARGV[9])
    return 1
end

-- The linger time is over, or, with ARGV[8], it is to be.
function act.expire()
    local member = find(client)
    if not member or member.state ~= 'a' or (member.till > now and ARGV[8] == '') then
        return 0
    end
    remove(client, member, 'timeout', 0)
    return 1
end

-- ARGV[8] info. Gives the number of the event.
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

-- The node ARGV[6] is dead; its members are those of ARGV[7] from now on.   ARGV[8] linger, ms
function act.orphan()
    local count = 0
    for _, name in ipairs(redis.call('HKEYS', members)) do
        local member = find(name)
        if member.node == client and member.state == 'o' then
            member.node = node
            if member.secret == '-' or ARGV[8] == '0' then
                remove(name, member, 'timeout', 0)
            else
                goAway(name, member, ARGV[8])
            end
            count = count + 1
        end
    end
    return count
end

-- The room is closed.
act['end'] = function()
    redis.call('DEL', history, members, users)
    offset, loose, bytes = 0, 0, 0
    begin()
    tell('E -\n')
    return 1
end

local before = seq
local result = act[ARGV[5]]()
if seq ~= before then
    keep()
end
return result
