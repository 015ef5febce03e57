-- The room as it is.   ARGV[5] an epoch   ARGV[6] the last offset that the node has of it
-- Gives the epoch, seq, offset, time, loose ones, the offset before the first that is given, history, members.
local count = redis.call('LLEN', history)
local before = offset - count
local from = 0
if ARGV[5] == epoch then
    from = math.max(0, math.min(count, tonumber(ARGV[6]) - before))
end
keep()
return {
    epoch, text(seq), text(offset), text(now), text(loose), text(before + from),
    redis.call('LRANGE', history, from, -1), redis.call('HGETALL', members)
}
