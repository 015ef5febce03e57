-- The room as it is.   ARGV[5] an epoch   ARGV[6] the last offset that the node has of it
-- Gives the epoch, seq, offset, time, loose ones, the offset before the first that is given, history, members.

-- A master that was replaced, and became the master again, has the run that it had, but another replication id; and it may have
-- lost something in between.
local info = redis.pcall('INFO', 'replication')
local replid = type(info) == 'string' and string.match(info, 'master_replid:(%x+)') or ''
if (redis.call('HGET', room, 'replid') or replid) ~= replid then
    begin()
end
redis.call('HSET', room, 'replid', replid)

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
