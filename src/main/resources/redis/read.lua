-- A part of the history. A room that does not exist does not begin.
--   ARGV[5] offset after which it starts, or -1 for the newest   ARGV[6] at most so many publications
-- Returns nothing where there is no room, else epoch, offset, time, number of members, the offset before the first publication
-- that is kept, the offset before the first that is returned, publications; where none is asked for, the state, the host and the run too.
if not exists then
    return false
end
if #extra > 0 then
    commit()
end
checkRun()
local count, limit = redis.call('LLEN', history), tonumber(ARGV[6])
local before, after = offset - count, tonumber(ARGV[5])
local from = after < 0 and offset - limit or after
from = math.max(0, math.min(count, from - before))
if limit == 0 then
    return {
        epoch, text(offset), text(now), redis.call('HLEN', members), text(before), text(before + from), {},
        redis.call('HGETALL', KEYS[6]), redis.call('HGET', room, 'host') or '', runWords()
    }
end
return {
    epoch, text(offset), text(now), redis.call('HLEN', members), text(before), text(before + from),
    redis.call('LRANGE', history, from, from + limit - 1)
}
