-- Sends a message to one node.   ARGV[1] its channel   ARGV[2] message
return redis.call('PUBLISH', ARGV[1], ARGV[2])
