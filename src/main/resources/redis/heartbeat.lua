-- Records a heartbeat.   KEYS[1] nodes by the time of their last heartbeat: NODE VERSION SETTINGS NAME
-- ARGV[1] entry of the node in the same format   ARGV[2] lease, ms   ARGV[3] its version
-- Returns 1: new, 0: known, -1: not admitted, because nodes of another version live; then the nodes.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or -1)
local alive = redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now - ARGV[2]), '+inf')
if known < now - ARGV[2] then
    for _, node in ipairs(alive) do
        if (string.match(node, '^%S+ (%d+) ') or '0') ~= ARGV[3] then
            return {-1, alive}
        end
    end
end
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {known < 0 and 1 or 0, redis.call('ZRANGE', KEYS[1], 0, -1)}
