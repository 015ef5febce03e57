-- Something is said.
--   KEYS[5] the ids of the one who says it, with their offsets
--   ARGV[5] kept, loose or volatile   ARGV[6] id or nothing   ARGV[7] EVENT
--   ARGV[8] publications that are kept   ARGV[9] their bytes   ARGV[10] their age, ms   ARGV[11] how long ids are kept, ms
-- Gives the offset, or 0, and the seq of the event; 0: it was said before.
local how, id, event = ARGV[5], ARGV[6], ARGV[7]
if id ~= '' then
    local place = tonumber(redis.call('ZSCORE', KEYS[5], id) or -1)
    if place >= 0 then
        return {place % 1 == 0 and place or 0, 0}
    end
end

if how == 'kept' then
    offset = offset + 1
    local entry = text(now) .. ' ' .. event
    local count = redis.call('RPUSH', history, entry)
    bytes = (count == 1 and 0 or bytes) + #entry
    while count > 0 and (count > tonumber(ARGV[8]) or bytes > tonumber(ARGV[9])) do
        bytes = bytes - #redis.call('LPOP', history)
        count = count - 1
    end
    redis.call('PEXPIRE', history, ARGV[10])
elseif how == 'loose' then
    loose = loose + 1
end

if id ~= '' then
    redis.call('ZADD', KEYS[5], how == 'kept' and text(offset) or text(offset) .. '.5', id)
    redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -513)
    redis.call('PEXPIRE', KEYS[5], ARGV[11])
end
tell(event)
keep()
return {how == 'kept' and offset or 0, seq}
