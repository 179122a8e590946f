-- Areas of region {region} that came from elsewhere become those of the definition points in them, where the types agree and
-- neither has another yet.
insert into derived_area (region, point, area)
select distinct on (f.id) {region}, derived.point, f.id
from {derived} derived
join feature p on p.region = {region} and p.id = derived.point
join feature f on f.region = {region} and f.object_type = derived.object_type and f.level is not distinct from p.level
    and f.geometry && p.geometry and ST_Intersects(f.geometry, ST_Force2D(p.geometry))
where not exists (select from derived_area a where a.region = {region} and (a.point = derived.point or a.area = f.id))
order by f.id, derived.point
on conflict do nothing
