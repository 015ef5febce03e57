-- Publishes the next frame of a run, and retains it if it has entries.   KEYS[6] run   KEYS[7] frames, as in run.lua
--   ARGV[5] id of the run   [6] term of the ticker   [7] number   [8] frame   [9] 1: it has entries   [10] frames-bytes
--   [11] its presence changes, separated by spaces: aSLOT, bSLOT, lSLOT or jSLOT:CLIENT; or empty
-- Returns 1: published, 0: a repetition, -1: the ticker was replaced, -2: the run has ended, -4: no run of this epoch.
local run = redis.call('HMGET', KEYS[6], 'id', 'epoch', 'reason', 'term', 'frame', 'first', 'bytes')
if run[2] ~= epoch then
    return -4
elseif run[1] ~= ARGV[5] or run[3] ~= '-' then
    return -2
end
local number, last = tonumber(ARGV[7]), tonumber(run[5])
if run[4] ~= ARGV[6] or number ~= last and number ~= last + 1 then
    return -1
elseif number == last then
    return 0
end

local first = run[6]
local kept = {'frame', ARGV[7], 'frameat', text(now)}

local function keep(field, value)
    kept[#kept + 1] = field
    kept[#kept + 1] = value
end

if ARGV[9] == '1' then
    local size, most = tonumber(run[7]) + #ARGV[8], tonumber(ARGV[10])
    if redis.call('RPUSH', KEYS[7], ARGV[8]) == 1 then
        renewed = 0 -- the key is new
        if run[7] ~= '0' then -- Redis has lost the earlier frames
            size, first = #ARGV[8], ARGV[7]
        end
    end
    while size > most do
        local oldest = redis.call('LPOP', KEYS[7])
        size = size - #oldest
        first = text(math.max(tonumber(first), tonumber(string.match(oldest, '^%[(%d+)')) + 1))
    end
    keep('bytes', text(size))
    keep('first', first)
end

if ARGV[11] ~= '' then
    local presence = redis.call('HMGET', KEYS[6], 'told', 'players')
    local told, players = presence[1], presence[2]
    for word, slot, client in string.gmatch(ARGV[11], '(%a)(%d+):?(%S*)') do
        slot = tonumber(slot)
        if word == 'j' then
            told = told .. 'o'
            players = players .. ' ' .. client
        else
            local letter = word == 'b' and 'o' or word
            told = string.sub(told, 1, slot) .. letter .. string.sub(told, slot + 2)
        end
    end
    keep('told', told)
    keep('players', players)
end
redis.call('HSET', KEYS[6], unpack(kept))
tell('F - ' .. ARGV[7] .. ' ' .. first .. (ARGV[11] == '' and '' or ' ') .. ARGV[11] .. '\n' .. ARGV[8])
commit()
return 1
