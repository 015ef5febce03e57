-- Starts, changes and reads a run.   ARGV[5] change: the name of a function below   ARGV[6…] arguments of the function
local act = {}

local function hostForbids(by)
    return by ~= '' and by ~= host
end

-- Returns the node of an online member, or nil.
local function nodeOf(client)
    return string.match(redis.call('HGET', members, client) or '', '^o (%S+)')
end

local function number(frame)
    return tonumber(string.match(frame, '^%[(%d+)'))
end

-- Returns the number of retained frames up to a frame.
local function countUntil(frame)
    local low, high = 0, redis.call('LLEN', framesKey)
    while low < high do
        local middle = math.floor((low + high) / 2)
        if number(redis.call('LINDEX', framesKey, middle)) <= frame then
            low = middle + 1
        else
            high = middle
        end
    end
    return low
end

-- ARGV[6] the client that must be the host, or empty   [7] node   [8] token   [9] id   [10] seed   [11] rate
-- Returns the seq of the event, 0: already running, -1: forbidden, -2: another rate, -3: no player.
function act.start()
    if hostForbids(ARGV[6]) then
        return -1
    elseif isRunning() then
        return redis.call('HGET', runKey, 'rate') == ARGV[11] and 0 or -2
    end
    local names = redis.call('ZRANGE', players, 0, 63)
    if #names == 0 then
        return -3
    end
    local ticker = nodeOf(host)
    for i = 1, #names do
        ticker = ticker or nodeOf(names[i])
    end
    redis.call('DEL', runKey, framesKey)
    redis.call('HSET', runKey, 'id', ARGV[9], 'rate', ARGV[11], 'seed', ARGV[10], 'time', text(now), 'started', text(now),
        'frame', '0', 'frameat', text(now), 'first', '1', 'bytes', '0', 'ticker', ticker or ARGV[7], 'term', '0', 'epoch', epoch,
        'reason', '-', 'ended', '0', 'told', string.rep('o', #names), 'players', table.concat(names, ' '),
        'snapshot', '-1', 'shotat', '0')
    renewed = 0 -- the key is new
    tellRun('s', ARGV[7], ARGV[8])
    return seq
end

-- ARGV[6] the client that must be the host, or empty. Returns the seq of the event, 0: not running, -1: forbidden.
function act.stop()
    if hostForbids(ARGV[6]) then
        return -1
    elseif not isRunning() then
        return 0
    end
    endRun('stopped')
    return seq
end

local function isRun()
    return isRunning() and redis.call('HGET', runKey, 'id') == ARGV[6]
end

-- Returns whether Redis has lost a run that a node knows, or the whole room.
local function isLost()
    return redis.call('HGET', runKey, 'epoch') ~= epoch
end

local function tick(node)
    if redis.call('HGET', runKey, 'ticker') ~= node then
        redis.call('HINCRBY', runKey, 'term', 1)
    end
    redis.call('HSET', runKey, 'ticker', node, 'frameat', text(now))
end

-- Replaces a ticker that was silent for too long.   ARGV[6] id   [7] node   [8] last frame that it knows   [9] silence, ms
-- Returns 1: the node ticks from now on, 0: it does not, -4: no run of this epoch.
function act.take()
    if not isRun() then
        return isLost() and -4 or 0
    end
    local run = redis.call('HMGET', runKey, 'frame', 'frameat')
    local silence = now - tonumber(run[2]) -- negative: the clock of Redis was set back
    if run[1] ~= ARGV[8] or silence >= 0 and silence < tonumber(ARGV[9]) then
        return 0
    end
    tick(ARGV[7])
    tellRun('t', ARGV[7], '0')
    return 1
end

-- Makes a node the ticker, with a frame due now.   ARGV[6] id   [7] node   [8] last frame that it knows   [9] that frame
-- Returns the results of take.
function act.align()
    if not isRun() then
        return isLost() and -4 or 0
    elseif redis.call('HGET', runKey, 'frame') ~= ARGV[8] then
        return 0
    end
    local rate = tonumber(redis.call('HGET', runKey, 'rate'))
    tick(ARGV[7])
    redis.call('HSET', runKey, 'time', text(now - math.floor(tonumber(ARGV[9]) * 1000 / rate)))
    tellRun('m', ARGV[7], '0')
    return 1
end

-- Makes another node the ticker at the request of the ticker.   ARGV[6] id   [7] node   [8] the other node
function act.hand()
    if not isRun() or redis.call('HGET', runKey, 'ticker') ~= ARGV[7] then
        return 0
    end
    tick(ARGV[8])
    tellRun('t', ARGV[7], '0')
    return 1
end

-- ARGV[6] id   [7] node   [8] reason   [9] minimum age of the run, ms
function act.finish()
    if not isRun() or now - tonumber(redis.call('HGET', runKey, 'started')) < tonumber(ARGV[9]) then
        return 0
    end
    endRun(ARGV[8])
    return 1
end

-- Drops the frames up to a snapshot.
local function trim(frame)
    local count = countUntil(frame)
    local size = tonumber(redis.call('HGET', runKey, 'bytes'))
    for from = 0, count - 1, 500 do
        for _, each in ipairs(redis.call('LRANGE', framesKey, from, math.min(from + 499, count - 1))) do
            size = size - #each
        end
    end
    redis.call('LTRIM', framesKey, count, -1)
    local first = math.max(tonumber(redis.call('HGET', runKey, 'first')), frame + 1)
    redis.call('HSET', runKey, 'bytes', text(size), 'first', text(first))
end

-- ARGV[6] id   [7] node   [8] frame   [9] CLIENT DATA   [10] minimum interval of snapshots, ms
-- Returns the seq of the event, 0: another run or frame, -1: too early.
function act.shot()
    if not isRun() then
        return 0
    end
    local run = redis.call('HMGET', runKey, 'frame', 'snapshot', 'shotat')
    local frame, before = tonumber(ARGV[8]), tonumber(run[2])
    if frame > tonumber(run[1]) or frame <= before then
        return 0
    elseif now - tonumber(run[3]) < tonumber(ARGV[10]) then
        return -1
    end
    if before >= 0 then
        trim(before)
    end
    redis.call('HSET', runKey, 'snapshot', ARGV[8], 'shot', ARGV[9], 'shotat', text(now))
    tellRun('p', ARGV[7], '0')
    return seq
end

-- ARGV[6] id
function act.forget()
    if redis.call('HGET', runKey, 'id') == ARGV[6] then
        checkRun()
    end
    return 0
end

-- ARGV[6] id   [7] the number before the first frame, or -1: after the snapshot   [8] maximum number   [9] maximum bytes
-- Returns the last covered frame, 1: complete, the frames, the frame of the snapshot or -1, CLIENT DATA
function act.read()
    local run = redis.call('HMGET', runKey, 'id', 'frame', 'first', 'snapshot', 'shot', 'bytes')
    if run[1] ~= ARGV[6] then
        return {'0', 0, {}, '-1', ''}
    elseif run[6] ~= '0' and redis.call('EXISTS', framesKey) == 0 then -- Redis has lost the frames
        run[3] = text(run[2] + 1)
    end
    local last, after = tonumber(run[2]), tonumber(ARGV[7])
    local snapshot, shot = '-1', ''
    if after < 0 then
        snapshot, shot = run[4], run[5] or ''
        after = math.max(0, tonumber(snapshot))
    end
    if after < tonumber(run[3]) - 1 or after > last then
        return {run[2], 0, {}, snapshot, shot}
    end
    local limit, most = tonumber(ARGV[8]), tonumber(ARGV[9])
    local page, size, from = {}, 0, countUntil(after)
    while true do
        local some = redis.call('LRANGE', framesKey, from + #page, from + #page + 63)
        for _, each in ipairs(some) do
            size = size + #each + 1
            if #page == limit or #page > 0 and size > most then
                return {text(number(page[#page])), 1, page, snapshot, shot}
            end
            page[#page + 1] = each
        end
        if #some < 64 then
            return {run[2], 1, page, snapshot, shot}
        end
    end
end

local result = act[ARGV[5]]()
if #events > 0 then
    commit()
end
return result
