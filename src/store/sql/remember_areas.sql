-- Remembers which area belongs to which definition point of region {region}.
insert into derived_area (region, point, area)
select {region}, line, id
from {staging}
where operation <> 'd'
on conflict (region, point) do update set area = excluded.area
