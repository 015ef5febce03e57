-- The tickets of all nodes, and the matches that are made of them. Each call is atomic.
--   KEYS[1] heads     hash by ticket: SEQ CREATED SKILL SIZE NODE HELD BUCKET
--   KEYS[2] bodies    hash by ticket: CLIENT ID ROOM PREFIX SAME, then CLIENT USER INFO of each player; words have no spaces
--   KEYS[3] clients   hash by client: its ticket
--   KEYS[4] nodes     zset: nodes by the time of their last poll
--   KEYS[5] meta      hash: epoch, seq, matches, told, bytes, polled, grace, swept (cursor of the next sweep over the heads)
--   KEYS[6] made      hash by match: ROOM PREFIX, then ROOM CLIENT ID USER INFO TEAM WAITED of each player
--   KEYS[7] told      zset: announced matches in their order
--   KEYS[8] pending   zset: matches not announced yet, by the time at which a node received them
--   KEYS[9] ran       hash by bucket: TIME FROM of the last search
-- and q:BUCKET, a zset of tickets by seq; r:CLIENT, the id of a search that ended within the last minute, with its reason
-- if it has no match.
--   ARGV[1] prefix of q: and r:   ARGV[2] operation   ARGV[3] node   ARGV[4] lease, ms   ARGV[5] channel
local heads, bodies, clients, nodes, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local made, told, pending, ran = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local base, op, node, lease, channel = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local CANDIDATES, WORK, KEPT, MAX_BYTES, LATE, LIFETIME = 256, 1024, 60000, 67108864, 10000, 7200000

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function text(number)
    return string.format('%.0f', number)
end

local function words(line)
    local list = {}
    for word in string.gmatch(line, '%S+') do
        list[#list + 1] = word
    end
    return list
end

local function head(ticket)
    local line = redis.call('HGET', heads, ticket)
    return line and words(line)
end

local function save(ticket, fields)
    redis.call('HSET', heads, ticket, table.concat(fields, ' '))
end

local function queue(bucket)
    return base .. 'q:' .. bucket
end

local grace
local function isAlive(name)
    local seen = redis.call('ZSCORE', nodes, name)
    grace = grace or tonumber(redis.call('HGET', meta, 'grace') or 0)
    return seen and (tonumber(seen) > now - lease or now < grace)
end

-- Removes a ticket that no longer waits.
local function drop(ticket, fields)
    local body = words(redis.call('HGET', bodies, ticket) or '')
    for i = 6, #body, 3 do
        if redis.call('HGET', clients, body[i]) == ticket then
            redis.call('HDEL', clients, body[i])
        end
    end
    redis.call('HDEL', heads, ticket)
    redis.call('HDEL', bodies, ticket)
    redis.call('ZREM', queue(fields[7]), ticket)
    if redis.call('EXISTS', queue(fields[7])) == 0 then
        redis.call('HDEL', ran, fields[7])
    end
end

-- Ends the tickets of dead nodes, and those that no node has ended in time, in buckets without searches.
local function sweep()
    local page = redis.call('HSCAN', heads, redis.call('HGET', meta, 'swept') or '0', 'COUNT', 64)
    redis.call('HSET', meta, 'swept', page[1])
    for i = 1, #page[2], 2 do
        local fields = words(page[2][i + 1])
        if not isAlive(fields[5]) or now - tonumber(fields[2]) > LIFETIME then
            drop(page[2][i], fields)
        end
    end
end

local function enqueue(ticket, fields)
    redis.call('ZADD', queue(fields[7]), fields[1], ticket)
    redis.call('PEXPIRE', queue(fields[7]), LIFETIME)
end

local function keepEnd(client, ending)
    redis.call('SET', base .. 'r:' .. client, ending, 'PX', KEPT)
end

local function dropMatch(match)
    redis.call('HINCRBY', meta, 'bytes', -redis.call('HSTRLEN', made, match))
    redis.call('HDEL', made, match)
    redis.call('ZREM', told, match)
    redis.call('ZREM', pending, match)
end

-- Drops the oldest announced matches after a minute, or if all of them exceed their memory.
local function forgetOld()
    for _, match in ipairs(redis.call('ZRANGE', told, 0, 15)) do
        local time = tonumber(string.match(match, ':(%d+)$'))
        if time < now - KEPT or tonumber(redis.call('HGET', meta, 'bytes') or 0) > MAX_BYTES then
            dropMatch(match)
        end
    end
end

-- The rule, as in MatchRule. A candidate is an index into these columns, in the order of age. order contains the
-- remaining candidates by skill and age; place is the index of each candidate in order.
local mode, total, tickets, seqs, createds, skills, sizesOf, bodiesOf = nil, 0, {}, {}, {}, {}, {}, {}
local order, place, before, sizes = {}, {}, {}, {}

local function load(bucket)
    local all = redis.call('ZRANGE', queue(bucket), 0, CANDIDATES - 1)
    if #all == 0 then
        return
    end
    local alive = {}
    for i, line in ipairs(redis.call('HMGET', heads, unpack(all))) do
        local seq, created, skill, size, owner = string.match(line or '', '^(%S+) (%S+) (%S+) (%S+) (%S+)')
        if not seq then
            redis.call('ZREM', queue(bucket), all[i])
        else
            if alive[owner] == nil then
                alive[owner] = isAlive(owner) or false
            end
            if not alive[owner] or now - tonumber(created) > mode.patience + LATE then
                drop(all[i], words(line))
            else
                total = total + 1
                tickets[total], seqs[total], createds[total] = all[i], tonumber(seq), tonumber(created)
                skills[total], sizesOf[total] = tonumber(skill), tonumber(size)
                order[total] = total
            end
        end
    end
end

local function sort()
    table.sort(order, function(one, other)
        if skills[one] == skills[other] then
            return one < other
        end
        return skills[one] < skills[other]
    end)
end

-- Counts the remaining candidates by size.
local function index()
    before, place, sizes = {}, {}, {}
    for at, i in ipairs(order) do
        place[i] = at
        if not before[sizesOf[i]] then
            before[sizesOf[i]] = {[0] = 0}
            sizes[#sizes + 1] = sizesOf[i]
        end
    end
    table.sort(sizes)
    for _, size in ipairs(sizes) do
        local counts = before[size]
        for at, i in ipairs(order) do
            counts[at] = counts[at - 1] + (sizesOf[i] == size and 1 or 0)
        end
    end
end

local function distance(one, other)
    return math.abs(skills[one] - skills[other])
end

-- Returns the places of the first and the last candidate within a window.
local function within(seed, window)
    local first, last = place[seed], place[seed]
    local low, high = 1, first
    while low < high do
        local middle = math.floor((low + high) / 2)
        if distance(seed, order[middle]) <= window then
            high = middle
        else
            low = middle + 1
        end
    end
    first, low, high = low, last, #order
    while low < high do
        local middle = math.ceil((low + high) / 2)
        if distance(seed, order[middle]) <= window then
            low = middle
        else
            high = middle - 1
        end
    end
    return first, low
end

local function canSupply(players, seed, first, last)
    if players <= 0 then
        return players == 0
    end
    local sums = {[0] = true}
    for _, size in ipairs(sizes) do
        local count = before[size][last] - before[size][first - 1] - (sizesOf[seed] == size and 1 or 0)
        if size == 1 and count >= players then
            return true
        end
        for _ = 1, math.min(count, math.floor(players / size)) do
            for sum = players, size, -1 do
                sums[sum] = sums[sum] or sums[sum - size]
            end
        end
    end
    return sums[players]
end

-- Iterates over the candidates of a window: nearest first, equally near ones by age.
local function nearestFirst(seed, first, last)
    local low, high = place[seed], place[seed]
    local at, untilLeft, right, untilRight
    while low > first and skills[order[low - 1]] == skills[seed] do
        low = low - 1
    end
    while high < last and skills[order[high + 1]] == skills[seed] do
        high = high + 1
    end
    at, untilLeft, right, untilRight = low, high, 1, 0
    local function nextRun()
        local left = low > first and skills[seed] - skills[order[low - 1]] or nil
        local rest = high < last and skills[order[high + 1]] - skills[seed] or nil
        if not left and not rest then
            return false
        end
        at, untilLeft, right, untilRight = 1, 0, 1, 0
        if left and (not rest or left <= rest) then
            untilLeft = low - 1
            local skill = skills[order[untilLeft]]
            repeat
                low = low - 1
            until low == first or skills[order[low - 1]] ~= skill
            at = low
        end
        if rest and (not left or rest <= left) then
            right = high + 1
            local skill = skills[order[right]]
            repeat
                high = high + 1
            until high == last or skills[order[high + 1]] ~= skill
            untilRight = high
        end
        return true
    end
    return function()
        while true do
            local one, other = at <= untilLeft and order[at], right <= untilRight and order[right]
            local i
            if one and (not other or one < other) then
                i, at = one, at + 1
            elseif other then
                i, right = other, right + 1
            elseif not nextRun() then
                return nil
            end
            if i and i ~= seed then
                return i
            end
        end
    end
end

local function body(i)
    if not bodiesOf[i] then
        bodiesOf[i] = words(redis.call('HGET', bodies, tickets[i]))
    end
    return bodiesOf[i]
end

-- Returns the teams of tickets, or nil if a party fits into no team.
local function deal(chosen, capacity)
    local largest, rank = {}, {}
    for at, i in ipairs(chosen) do
        largest[at] = i
        rank[i] = at
    end
    table.sort(largest, function(one, other)
        if sizesOf[one] == sizesOf[other] then
            return rank[one] < rank[other]
        end
        return sizesOf[one] > sizesOf[other]
    end)
    local teams, counts, sums = {}, {}, {}
    for team = 1, mode.teams do
        teams[team], counts[team], sums[team] = {}, 0, 0
    end
    for _, i in ipairs(largest) do
        local weakest
        for team = 1, mode.teams do
            if counts[team] + sizesOf[i] <= capacity and (not weakest or sums[team] < sums[weakest]) then
                weakest = team
            end
        end
        if not weakest then
            return nil
        end
        table.insert(teams[weakest], i)
        counts[weakest] = counts[weakest] + sizesOf[i]
        sums[weakest] = sums[weakest] + skills[i] * sizesOf[i]
    end
    return teams
end

local function parties(chosen)
    local all = {}
    for _, i in ipairs(chosen) do
        if sizesOf[i] > 1 then
            all[#all + 1] = i
        end
    end
    return all
end

local function add(i, taken, users, size)
    local players = body(i)
    for at = 7, #players, 3 do
        if users[players[at]] then
            return false
        end
    end
    taken[#taken + 1] = i
    if sizesOf[i] > size / mode.teams
        or sizesOf[i] > 1 and mode.teams > 1 and not deal(parties(taken), size / mode.teams) then
        taken[#taken] = nil
        return false
    end
    for at = 7, #players, 3 do
        users[players[at]] = true
    end
    return true
end

local function fill(size, seed, near)
    local taken, users = {}, {}
    if not add(seed, taken, users, size) then
        return nil
    end
    local count = sizesOf[seed]
    for i in near do
        if count + sizesOf[i] <= size and add(i, taken, users, size) then
            count = count + sizesOf[i]
        end
        if count == size then
            break
        end
    end
    return count == size and deal(taken, size / mode.teams) or nil
end

-- Returns the teams of the next match, and the candidate with which another search continues; 0: this one was complete.
local function search(from)
    local work = 0
    for i = from, total do
        local at = place[i]
        if at then
            local waited = now - createds[i]
            local window = mode.skill + mode.grow * waited / 1000
            local least = waited * 2 >= mode.patience and mode.least or mode.players
            local isNear = least <= sizesOf[i]
                or order[at - 1] and distance(i, order[at - 1]) <= window
                or order[at + 1] and distance(i, order[at + 1]) <= window
            if isNear then
                local first, last = within(i, window)
                local tried = false
                for size = mode.players, least, -mode.teams do
                    if canSupply(size - sizesOf[i], i, first, last) then
                        tried = true
                        local teams = fill(size, i, nearestFirst(i, first, last))
                        if teams then
                            return teams, 0
                        end
                    end
                end
                work = work + (tried and last - first or 0)
                if work > WORK and i < total then
                    return nil, i + 1
                end
            end
        end
    end
    return nil, 0
end

-- Stores a match until it is announced, and ends its tickets.
local function make(teams, room)
    local match = (redis.call('HGET', meta, 'epoch') or '') .. ':' .. redis.call('HINCRBY', meta, 'matches', 1) .. ':' .. text(now)
    local lines, gone, prefix = {}, {}, ''
    for team, chosen in ipairs(teams) do
        for _, i in ipairs(chosen) do
            local fields = body(i)
            prefix = fields[4]
            for at = 6, #fields, 3 do
                lines[#lines + 1] = table.concat({fields[3], fields[at], fields[at] == fields[1] and fields[2] or '0',
                    fields[at + 1], fields[at + 2], team - 1, text(now - createds[i])}, ' ')
            end
            keepEnd(fields[1], fields[2])
            drop(tickets[i], head(tickets[i]))
            gone[i] = true
        end
    end
    local rest = {}
    for _, i in ipairs(order) do
        if not gone[i] then
            rest[#rest + 1] = i
        end
    end
    order = rest
    local line = room .. ' ' .. prefix .. ' ' .. table.concat(lines, ' ')
    redis.call('HSET', made, match, line)
    redis.call('HINCRBY', meta, 'bytes', #line)
    redis.call('ZADD', pending, text(now), match)
    return match, line
end

-- Makes matches in a bucket. Appends to the answer: MATCH LINE MATCH LINE …, and whether more matches may be possible.
--   from ARGV[at]: players, least, teams, skill, grow, patience, names of rooms
local function run(bucket, at, answer)
    mode = {players = tonumber(ARGV[at]), least = tonumber(ARGV[at + 1]), teams = tonumber(ARGV[at + 2]),
        skill = tonumber(ARGV[at + 3]), grow = tonumber(ARGV[at + 4]), patience = tonumber(ARGV[at + 5])}
    load(bucket)
    sort()
    local from = tonumber(string.match(redis.call('HGET', ran, bucket) or '', ' (%d+)$') or 0)
    local goOn, count = 0, 0
    for _, room in ipairs(words(ARGV[at + 6])) do
        index()
        local first = 1
        while seqs[first] and seqs[first] < from do
            first = first + 1
        end
        local teams, stopped = search(seqs[first] and first or 1)
        goOn = stopped > 0 and seqs[stopped] or 0
        if not teams then
            break
        end
        from, count = 0, count + 1
        answer[#answer + 1], answer[#answer + 2] = make(teams, room)
    end
    if #order == 0 then
        redis.call('HDEL', ran, bucket)
    else
        redis.call('HSET', ran, bucket, text(now) .. ' ' .. text(goOn))
    end
    answer[#answer + 1] = count > 0 and redis.call('EXISTS', queue(bucket)) == 1 and '1' or '0'
    return answer
end

-- ARGV[6] epoch of a new list   [7] epoch that the node knows   [8] last announced match that it knows
-- Returns the epoch, whether the node was alive, the last match; matches to announce; announced matches.
if op == 'poll' then
    local known = redis.call('HMGET', meta, 'epoch', 'polled', 'told')
    local epoch = known[1]
    if not epoch then
        epoch = ARGV[6]
        redis.call('HSET', meta, 'epoch', epoch)
    end
    if now - tonumber(known[2] or now) > 3000 then
        redis.call('HSET', meta, 'grace', text(now + lease)) -- no node has polled: Redis was unavailable
        grace = now + lease
    end
    redis.call('HSET', meta, 'polled', text(now))
    local wasAlive = isAlive(node) and 1 or 0
    redis.call('ZADD', nodes, text(now), node)
    redis.call('ZREMRANGEBYSCORE', nodes, '-inf', text(now - 10 * lease))
    for _, key in ipairs(KEYS) do
        redis.call('PEXPIRE', key, LIFETIME) -- without nodes, nothing is retained
    end
    forgetOld()
    sweep()
    local overdue, news = {}, {}
    for _, match in ipairs(redis.call('ZRANGEBYSCORE', pending, '-inf', text(now - 3000), 'LIMIT', 0, 16)) do
        redis.call('ZADD', pending, text(now), match)
        overdue[#overdue + 1] = match
        overdue[#overdue + 1] = redis.call('HGET', made, match)
    end
    local seen = ARGV[7] == epoch and ARGV[8] or '0'
    local last = seen
    local list = redis.call('ZRANGEBYSCORE', told, '(' .. seen, '+inf', 'WITHSCORES', 'LIMIT', 0, 100)
    for i = 1, #list, 2 do
        news[#news + 1] = list[i]
        news[#news + 1] = redis.call('HGET', made, list[i])
        last = list[i + 1]
    end
    return {epoch, wasAlive, last, overdue, news}
end

-- ARGV[6] ticket   [7] its waiting time, ms   [8] skill   [9] size   [10] bucket   [11] 1: held back   [12] client
-- [13] id   [14] body   [15…] arguments of run
-- Returns added, matched, conflict or stranger; then the results of run.
if op == 'add' then
    local ticket, bucket = ARGV[6], ARGV[10]
    if not isAlive(node) then
        return {'stranger', '0'}
    end
    if redis.call('HGET', clients, ARGV[12]) == ticket then
        local fields = head(ticket)
        if fields[5] == node then -- Redis may have lost the latest changes
            fields[6] = ARGV[11]
            if ARGV[11] == '1' then
                redis.call('ZREM', queue(bucket), ticket)
            else
                enqueue(ticket, fields)
            end
        end
        fields[5] = node
        save(ticket, fields)
        return {'added', '0'}
    end
    if string.match(redis.call('GET', base .. 'r:' .. ARGV[12]) or '', '^%S+') == ARGV[13] then
        return {'matched', '0'}
    end
    local players = words(ARGV[14])
    for i = 6, #players, 3 do
        local other = redis.call('HGET', clients, players[i])
        local fields = other and head(other)
        if fields and isAlive(fields[5]) then
            return {'conflict', '0'}
        elseif fields then
            drop(other, fields)
        end
    end
    redis.call('DEL', base .. 'r:' .. ARGV[12])
    local seq = redis.call('HINCRBY', meta, 'seq', 1)
    local fields = {text(seq), text(now - ARGV[7]), ARGV[8], ARGV[9], node, ARGV[11], bucket}
    save(ticket, fields)
    redis.call('HSET', bodies, ticket, ARGV[14])
    for i = 6, #players, 3 do
        redis.call('HSET', clients, players[i], ticket)
    end
    if ARGV[11] == '1' then
        return {'added', '0'}
    end
    enqueue(ticket, fields)
    if redis.call('ZRANK', queue(bucket), ticket) >= CANDIDATES then
        return {'added', '0'}
    end
    return run(bucket, 15, {'added'})
end

-- ARGV[6] ticket   [7] client   [8] id   [9] reason to retain for the client, or empty
-- Returns ended, matched or unknown.
if op == 'end' then
    local fields = head(ARGV[6])
    if not fields then
        return {redis.call('GET', base .. 'r:' .. ARGV[7]) == ARGV[8] and 'matched' or 'unknown'}
    end
    drop(ARGV[6], fields)
    if ARGV[9] ~= '' then
        keepEnd(ARGV[7], ARGV[8] .. ' ' .. ARGV[9])
        redis.call('PUBLISH', channel, '- 0 missed ' .. ARGV[7] .. ' ' .. ARGV[8] .. ' ' .. ARGV[9])
    end
    return {'ended'}
end

-- ARGV[6] ticket   [7] 1: hold back   [8…] arguments of run.   Returns 1: the ticket exists, 0: not; then those of run.
if op == 'hold' then
    local fields = head(ARGV[6])
    if not fields then
        return {'0', '0'}
    end
    fields[6] = ARGV[7]
    save(ARGV[6], fields)
    if ARGV[7] == '1' then
        redis.call('ZREM', queue(fields[7]), ARGV[6])
        return {'1', '0'}
    end
    enqueue(ARGV[6], fields)
    return run(fields[7], 8, {'1'})
end

-- ARGV[6] ticket   [7] the node that takes it over
if op == 'move' then
    local fields = head(ARGV[6])
    if fields then
        fields[5] = ARGV[7]
        save(ARGV[6], fields)
        redis.call('PUBLISH', channel, '- 0 moved ' .. ARGV[7] .. ' ' .. text(now - fields[2]) .. ' ' .. fields[3] .. ' '
            .. redis.call('HGET', bodies, ARGV[6]))
    end
    return {fields and '1' or '0'}
end

-- ARGV[6] bucket   [7] 1: even after a recent search   [8…] arguments of run.   Returns the results of run.
if op == 'run' then
    local last = tonumber(string.match(redis.call('HGET', ran, ARGV[6]) or '0', '^%d+'))
    if ARGV[7] == '0' and now - last < 500 then
        return {'0'}
    end
    return run(ARGV[6], 8, {})
end

-- ARGV[6] match.   Returns 1: announced now, 0: announced before.
if op == 'announce' then
    if redis.call('ZREM', pending, ARGV[6]) == 0 then
        return {'0'}
    end
    redis.call('ZADD', told, redis.call('HINCRBY', meta, 'told', 1), ARGV[6])
    redis.call('PUBLISH', channel, '- 0 made ' .. ARGV[6] .. ' ' .. redis.call('HGET', made, ARGV[6]))
    forgetOld()
    return {'1'}
end
