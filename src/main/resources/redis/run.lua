-- The part of a room for a run of frames. Its keys are the last two of a script.
--   run     hash: id, rate, seed, time (due time of frame 0, ms), started (ms), frame (the last one), frameat (time of the last
--           frame or change of the ticker, ms), first (number from which every frame is retained), bytes (of retained frames),
--           ticker (a node), term (number of changes of the ticker), epoch, reason (of the end; - while running), ended (ms),
--           told (presence of each slot as of the last frame: o, a or l), players (clients by slot), snapshot (its frame,
--           -1: none), shot (CLIENT DATA), shotat (ms)
--   frames  list, oldest first: the non-empty frames
local runKey, framesKey = KEYS[#KEYS - 1], KEYS[#KEYS]

-- The retention time of an ended run, ms.
local KEPT = 60000

-- Returns the run in words: ID RATE SEED TIME STARTED FRAME FIRST SNAPSHOT TICKER REASON ENDED TOLD PLAYERS… TERM, or empty.
local function runWords()
    local words = redis.call('HMGET', runKey, 'id', 'rate', 'seed', 'time', 'started', 'frame', 'first', 'snapshot', 'ticker',
        'reason', 'ended', 'told', 'players', 'term')
    return words[1] and table.concat(words, ' ') or ''
end

-- change: s: started, m: moved, t: another ticker, e: ended, p: snapshot   token: of the requesting node, or 0
local function tellRun(change, node, token)
    tell('G - ' .. change .. ' ' .. node .. ' ' .. token .. ' ' .. runWords() .. '\n')
end

local function isRunning()
    local run = redis.call('HMGET', runKey, 'epoch', 'reason')
    return run[1] == epoch and run[2] == '-'
end

local function closeRun(reason)
    redis.call('HSET', runKey, 'reason', reason, 'ended', text(now))
    redis.call('PEXPIRE', runKey, KEPT)
    redis.call('PEXPIRE', framesKey, KEPT)
end

local function endRun(reason)
    if isRunning() then
        closeRun(reason)
        tellRun('e', '-', '0')
    end
end

-- Ends a run of an earlier epoch, whose last frames may be lost, and drops a run that ended long ago.
local function checkRun()
    local run = redis.call('HMGET', runKey, 'epoch', 'reason', 'ended')
    if run[1] and run[2] == '-' and run[1] ~= epoch then
        closeRun('epoch')
    elseif run[1] and run[2] ~= '-' and now - tonumber(run[3]) > KEPT then
        redis.call('DEL', runKey, framesKey)
    end
end
