-- Versions that the delivery begins: of everything delivered that is not ended and not in force just as it is.
-- $1 is the number of the change set, $2 and $3 the time and submission of changes that do not tell theirs.
insert into feature (region, id, object_type, since, {columns}, geometry, outline, critical_area)
select {region}, s.id, s.object_type, $1, {begun}, s.geometry, s.outline, s.critical_area
from {staging} s
where s.operation <> 'd'
  and not exists (select from feature f where f.region = {region} and f.id = s.id)
