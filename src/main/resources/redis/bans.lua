-- The ban list of all nodes: writes entries, and returns those that a node does not know yet.
--   KEYS[1] hash: key to entry, and =epoch, =version, =cleaned (the version up to which expired entries were removed)
--   KEYS[2] zset: key by the version of its last change
--   ARGV[1] epoch that the node knows   ARGV[2] version that it knows   ARGV[3] epoch of a new list
--   ARGV[4] maximum number of entries   ARGV[5] TTL of the list, ms   ARGV[6...] key, entry, ...
-- An entry begins with the time of its change and its end, in ms. Returns epoch, version, key, entry, ...; or 'full'.
local known = redis.call('HMGET', KEYS[1], '=epoch', '=version')
local epoch, version = known[1] or '', tonumber(known[2] or 0)

local function changed(entry)
    return tonumber(string.match(entry, '^%d+'))
end

if #ARGV > 5 then
    local time = redis.call('TIME')
    local now = time[1] * 1000
    local most = redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) and 1000 or 32
    local some = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. (redis.call('HGET', KEYS[1], '=cleaned') or '0'), '+inf',
        'WITHSCORES', 'LIMIT', 0, most)
    for i = 1, #some, 2 do
        local entry = redis.call('HGET', KEYS[1], some[i])
        if not entry or tonumber(string.match(entry, '^%d+ (%d+)')) < now then
            redis.call('HDEL', KEYS[1], some[i])
            redis.call('ZREM', KEYS[2], some[i])
        end
    end
    redis.call('HSET', KEYS[1], '=cleaned', #some == 2 * most and some[#some] or '0')
    if epoch == '' then
        epoch = ARGV[3]
        redis.call('HSET', KEYS[1], '=epoch', epoch)
    end
    local isFull = false
    for i = 6, #ARGV, 2 do
        local old = redis.call('HGET', KEYS[1], ARGV[i])
        if not old and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then
            isFull = true
        elseif not old or changed(old) < changed(ARGV[i + 1]) then
            version = version + 1
            redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
            redis.call('ZADD', KEYS[2], version, ARGV[i])
        end
    end
    redis.call('HSET', KEYS[1], '=version', version)
    redis.call('PEXPIRE', KEYS[1], ARGV[5])
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
    if isFull then
        return {'full'}
    end
end

local from = ARGV[1] == epoch and tonumber(ARGV[2]) or 0
local most = from == 0 and ARGV[4] or 500 -- a node that starts admits nobody between two parts of the list
local fresh = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', from), '+inf', 'WITHSCORES', 'LIMIT', 0, most)
local answer = {epoch, string.format('%.0f', from)}
for i = 1, #fresh, 2 do
    answer[#answer + 1] = fresh[i]
    answer[#answer + 1] = redis.call('HGET', KEYS[1], fresh[i]) or ''
    answer[2] = fresh[i + 1]
end
return answer
