-- Sends a message that concerns no room.   KEYS[1] nodes   ARGV[1] channel   ARGV[2] message
-- ARGV[3] lease of nodes, ms. Returns the number of subscribers, and the live nodes.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
return {
    redis.call('PUBLISH', ARGV[1], ARGV[2]),
    redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now - ARGV[3]), '+inf')
}
