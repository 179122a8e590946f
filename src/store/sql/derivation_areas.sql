-- Areas of complete ZPS that change set $2 of region $1 brought or, when it undoes another, brought back or took with it.
with recursive undone as (
    select number, delivery, reverts
    from change_set
    where region = $1 and number = $2
    union all
    select earlier.number, earlier.delivery, earlier.reverts
    from undone
    join change_set earlier on earlier.region = $1 and earlier.number = undone.reverts
)
select coalesce(p.level, 0::smallint) as level, p.role is not distinct from 'DEL' as is_gone, ST_AsEWKB((ST_Dump(p.area)).geom) as area
from undone
join delivery_part p on p.region = $1 and p.delivery = undone.delivery
where p.section = 'DoprovodneInformace' and p.element in ('ZaznamZPS', 'ZaznamOKZPS') and p.area is not null
