-- Undoing change set $1 of region {region} by change set $2: the versions that it began end.
with begun as (
    delete from feature
    where region = {region} and since = $1
    returning *
)
insert into feature_history
select begun.*, $2
from begun
