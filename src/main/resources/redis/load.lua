-- Returns the whole room, and creates it if it does not exist.   ARGV[5] epoch   ARGV[6] last offset of the node's replica
-- Returns epoch, seq, offset, time, loose, the offset before the first publication, history, members, state, host, run.
if #extra > 0 then
    commit()
end
checkRun()
local count = redis.call('LLEN', history)
local before = offset - count
local from = 0
if ARGV[5] == epoch then
    from = math.max(0, math.min(count, tonumber(ARGV[6]) - before))
end
return {
    epoch, text(seq), text(offset), text(now), text(loose), text(before + from),
    redis.call('LRANGE', history, from, -1), redis.call('HGETALL', members),
    redis.call('HGETALL', KEYS[6]), redis.call('HGET', room, 'host') or '', runWords()
}
