-- Writes down that areas of region {region} are derived up to change set $1; $2 tells whether a part can be derived next time, $3 by
-- which hierarchy all were, $4 to $9 how many definition points and faces of each fate there are, or with $10 how many more.
insert into derivation as known (region, change_set, is_whole, hierarchy, points, areas, crossed, open, unnamed, ambiguous)
values ({region}, $1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (region) do update
set change_set = $1,
    is_whole = $2,
    hierarchy = $3,
    points = $4 + case when $10 then known.points else 0 end,
    areas = $5 + case when $10 then known.areas else 0 end,
    crossed = $6 + case when $10 then known.crossed else 0 end,
    open = $7 + case when $10 then known.open else 0 end,
    unnamed = $8 + case when $10 then known.unnamed else 0 end,
    ambiguous = $9 + case when $10 then known.ambiguous else 0 end
