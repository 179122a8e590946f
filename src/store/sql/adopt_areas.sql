-- Areas of region {region} in force that are those of no definition point, each with those in it that have an area of its type and
-- level: deliveries brought them.
analyze {ended};
create temporary table {brought} on commit drop as
select f.id, derived.point
from {derived} derived
join feature p on p.region = {region} and p.id = derived.point
-- Point by point along an index: by the estimates of a region that has just come, every point would meet every object.
cross join lateral (
    select f.id
    from feature f
    where f.region = {region} and f.object_type = derived.object_type and f.geometry && p.geometry
      and coalesce(f.level, 0::smallint) = coalesce(p.level, 0::smallint) and ST_Intersects(f.geometry, ST_Force2D(p.geometry))
    offset 0
) f
where not exists (select from {areas} a where a.region = {region} and a.area = f.id);
analyze {brought};

-- Each becomes the area of the first point whose area was not brought before, of several that of the lowest identifier.
insert into {areas} (region, point, area)
select distinct on (point) {region}, point, id
from (
    select distinct on (b.id) b.id, b.point
    from {brought} b
    where not exists (
        select from {areas} a
        where a.region = {region} and a.point = b.point and a.area is distinct from a.made
    )
    order by b.id, b.point
) first
order by point, id
on conflict (region, point) do update set area = excluded.area;

-- What there would be twice ends: areas that derivations made and whose places are taken, and brought ones that take none.
create temporary table {superseded} on commit drop as
select b.id as area
from {brought} b
where not exists (select from {areas} a where a.region = {region} and a.area = b.id)
union
select a.made
from {brought} b
join {areas} a on a.region = {region} and a.area = b.id
where a.made is not null;
analyze {superseded}
