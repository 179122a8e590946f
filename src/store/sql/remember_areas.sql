-- Remembers which area was made for which definition point of region {region}.
insert into {areas} (region, point, area, made)
select {region}, line, id, id
from {staging}
where operation = 'i'
on conflict (region, point) do nothing
