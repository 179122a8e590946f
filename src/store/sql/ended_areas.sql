-- Definition points of region {region} that are those of no face any more and whose areas change set {change_set} has put in force.
insert into {ended}
select a.point
from feature f
join {areas} a on a.region = {region} and a.area = f.id
where f.region = {region} and f.since = {change_set}
  and not exists (select from {faces} face where face.region = {region} and face.point = a.point)
on conflict do nothing
