-- A master that was replaced and later became the master again has the same run, but another replication id. In between
-- it may have lost publications.
local info = redis.pcall('INFO', 'replication')
local replid = type(info) == 'string' and string.match(info, 'master_replid:(%x+)') or ''
local before = exists and redis.call('HGET', room, 'replid')
if (before or replid) ~= replid then
    begin()
end
if before ~= replid then
    set('replid', replid)
end
