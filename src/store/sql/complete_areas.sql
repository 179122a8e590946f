-- Areas of complete ZPS of region $1 as deliveries in force after change set $2 told them: those that are new or referred to
-- and were not taken away (DEL) afterwards, wherever their rings begin; of those, what meets $3.
with told as (
    select d.change_set, p.number, p.role, coalesce(p.level, 0::smallint) as level, (ST_Dump(p.area)).geom as area
    from delivery_part p
    join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
    where p.region = $1 and p.section = 'DoprovodneInformace' and p.element in ('ZaznamZPS', 'ZaznamOKZPS') and p.area is not null
      and not exists (select from undone($1, $2) gone where gone = d.change_set)
)
select distinct on (level, ST_Normalize(area)) level, ST_AsEWKB(area) as area
from told
where role is distinct from 'DEL'
  and not exists (
      select from told gone
      where gone.role = 'DEL' and gone.level = told.level and ST_Normalize(gone.area) = ST_Normalize(told.area)
        and (gone.change_set, gone.number) > (told.change_set, told.number)
  )
  and ($3::geometry is null or ST_Intersects(ST_MakeValid(area), ST_MakeValid($3::geometry)))
order by level, ST_Normalize(area), change_set desc, number desc
