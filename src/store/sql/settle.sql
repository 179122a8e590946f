-- What region {region} holds of change set {number} and later ones, which the ledger does not know, goes: versions that they
-- began, and the ends of versions that they ended.
delete from feature
where region = {region} and since >= {number};
insert into feature (region, id, object_type, since, {columns}, geometry, outline, critical_area)
select region, id, object_type, since, {columns}, geometry, outline, critical_area
from feature_history
where region = {region} and until >= {number} and since < {number};
delete from feature_history
where region = {region} and until >= {number}
