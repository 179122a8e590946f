-- Areas of complete ZPS of region $1 in force after change set $2: those that deliveries told as new or referred to, without the
-- parts that later ones took away (DEL), wherever their rings begin; of those, what meets $3.
with told as (
    select d.change_set, p.number, p.role, coalesce(p.level, 0::smallint) as level, (ST_Dump(p.area)).geom as area
    from delivery_part p
    join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
    where p.region = $1 and p.section = 'DoprovodneInformace' and p.element in ('ZaznamZPS', 'ZaznamOKZPS') and p.area is not null
      and not exists (select from undone($1, $2) gone where gone = d.change_set)
),
deleted as (
    select change_set, number, level, ST_MakeValid(area) as area
    from told
    where role = 'DEL'
),
in_force as (
    select told.change_set, told.number, told.level, part.geom as area
    from told
    cross join lateral (
        select ST_Union(deleted.area) as area
        from deleted
        where deleted.level = told.level and (deleted.change_set, deleted.number) > (told.change_set, told.number)
          and deleted.area && told.area and ST_Relate(deleted.area, ST_MakeValid(told.area), 'T********')
    ) gone
    cross join lateral ST_Dump(
        case when gone.area is null then told.area
            -- Vertices are whole centimetres.
            else ST_CollectionExtract(ST_Difference(ST_MakeValid(told.area), gone.area, 0.01), 3)
        end
    ) part
    where told.role is distinct from 'DEL'
)
select distinct on (level, ST_Normalize(area)) level, ST_AsEWKB(area) as area
from in_force
where $3::geometry is null or ST_Intersects(ST_MakeValid(area), ST_MakeValid($3::geometry))
order by level, ST_Normalize(area), change_set desc, number desc
