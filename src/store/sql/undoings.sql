-- Change set $2 of region $1, and what undid it: the change set that did, the one that undid that one, and so on.
with recursive undoing as (
    select number
    from change_set
    where region = $1 and reverts = $2
    union all
    select later.number
    from undoing
    join change_set later on later.region = $1 and later.reverts = undoing.number
)
select c.types, c.derives, ST_XMin(c.area) as west, ST_YMin(c.area) as south, ST_XMax(c.area) as east, ST_YMax(c.area) as north,
       array(select number from undoing order by number) as undoings
from change_set c
where c.region = $1 and c.number = $2
