-- What a region holds: $1 its number. One pass over its partition.
select
    object_type,
    features,
    ST_XMin(box) as west,
    ST_YMin(box) as south,
    ST_XMax(box) as east,
    ST_YMax(box) as north,
    since
from (
    select
        object_type,
        count(*) as features,
        ST_Extent(geometry) as box,
        min(coalesce(changed_at, created_at)) as since
    from feature
    where region = $1
    group by object_type
) as held
