-- Polygons that deliveries in force have made complete ZPS in region $1, or not, in the order in which they hold; those whose
-- boxes meet one of the boxes of $2 (xmin), $3 (ymin), $4 (xmax), $5 (ymax).
with box as materialized (
    select ST_MakeEnvelope(x1, y1, x2, y2, 5514) as place
    from unnest($2::double precision[], $3::double precision[], $4::double precision[], $5::double precision[]) as b (x1, y1, x2, y2)
),
near as (
    -- by the index, as whole parts
    select distinct p.delivery, p.number
    from box
    join delivery_part p on p.area && box.place
    where p.region = $1 and p.section = 'DoprovodneInformace' and p.element in ('ZaznamZPS', 'ZaznamOKZPS')
),
told as (
    select d.change_set, p.number, p.role, coalesce(p.level, 0::smallint) as level, (ST_Dump(p.area)).geom as area
    from near
    join delivery_part p on p.region = $1 and p.delivery = near.delivery and p.number = near.number
    join delivery d on d.region = $1 and d.id = p.delivery
    where d.change_set is not null
      and not exists (
          select from undone($1, (select last_change_set from region where number = $1)) gone where gone = d.change_set
      )
)
select level, role is not distinct from 'DEL' as is_gone, ST_AsEWKB(area) as area
from told
where exists (select from box where told.area && box.place)
order by change_set, number
