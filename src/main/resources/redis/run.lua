-- The part of a room that a run of frames adds. Its keys are the last two of a script.
--   run     hash: id, rate, seed, time (when frame 0 was due, ms), started (ms), frame (the last one), frameat (when it was told or
--           the ticker changed, ms), first (the lowest number from which every frame is kept), bytes (of the kept frames), ticker (a
--           node), epoch, reason (why it ended; - while it takes place), ended (ms), told (the presence of each slot as the frames
--           tell it: o, a or l), players (clients by slot), snapshot (its frame, -1: none), shot (CLIENT DATA), shotat (ms)
--   frames  list, oldest first: the frames with entries
local runKey, framesKey = KEYS[#KEYS - 1], KEYS[#KEYS]

-- The time for which an ended run is kept, ms.
local KEPT = 60000

-- The run in words: ID RATE SEED TIME STARTED FRAME FIRST SNAPSHOT TICKER REASON ENDED TOLD PLAYERS…, or empty.
local function runWords()
    local words = redis.call('HMGET', runKey, 'id', 'rate', 'seed', 'time', 'started', 'frame', 'first', 'snapshot', 'ticker',
        'reason', 'ended', 'told', 'players')
    return words[1] and table.concat(words, ' ') or ''
end

-- change: s: started, m: moved, t: another ticker, e: ended, p: snapshot   token: of the node that asked, or 0
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

-- Ends a run of an earlier epoch, whose last frames may be lost, and forgets one that ended long ago.
local function checkRun()
    local run = redis.call('HMGET', runKey, 'epoch', 'reason', 'ended')
    if run[1] and run[2] == '-' and run[1] ~= epoch then
        closeRun('epoch')
    elseif run[1] and run[2] ~= '-' and now - tonumber(run[3]) > KEPT then
        redis.call('DEL', runKey, framesKey)
    end
end
