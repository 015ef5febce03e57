-- Something is said that is about no room.   KEYS[1] the nodes   ARGV[1] channel   ARGV[2] what
-- Gives how many nodes hear it: those who listen, without those who are taken for dead.
return math.min(redis.call('PUBLISH', ARGV[1], ARGV[2]), redis.call('ZCARD', KEYS[1]))
