-- Renews the TTLs of a room in which the node owns members.   ARGV[5] epoch that the node knows
-- ARGV[6…] clients of the node with publication ids. Returns 1; 0: the room has another epoch, or does not exist.
if not exists or epoch ~= ARGV[5] then
    return 0
end
renew()
for i = 6, #ARGV do
    redis.call('PEXPIRE', ids .. ARGV[i], ARGV[3])
end
redis.call('HSET', room, 'renewed', text(now))
return 1
