-- Undoing change set $1 of region {region} by change set $2: the versions that it ended begin anew.
insert into feature (region, id, object_type, since, {columns}, geometry, outline, critical_area)
select region, id, object_type, $2, {columns}, geometry, outline, critical_area
from feature_history
where region = {region} and until = $1
