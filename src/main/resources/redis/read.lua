-- Returns a part of the history. Does not create the room.
--   ARGV[5] the offset before the first publication, or -1 for the newest ones   ARGV[6] maximum number of publications
-- Returns false if the room does not exist. Otherwise: epoch, offset, time, number of members, the offset before the first
-- retained publication, the offset before the first returned publication, publications; with ARGV[6] = 0 also state, host, run.
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
