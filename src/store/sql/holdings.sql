-- What a region holds: $1 its number. One pass over its partition. Its first change set tells since when it holds anything.
select
    object_type,
    features,
    ST_XMin(box) as west,
    ST_YMin(box) as south,
    ST_XMax(box) as east,
    ST_YMax(box) as north,
    (select min(effective_at) from change_set where region = $1) as since
from (
    select
        object_type,
        count(*) as features,
        ST_Extent(geometry) as box
    from feature
    where region = $1
    group by object_type
) as held
