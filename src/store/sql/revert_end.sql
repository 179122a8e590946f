-- Undoing change set $1 of region {region} by change set $2: the versions that it began end, and those that derivations have made since
-- then of what it began or ended.
with begun as (
    delete from feature
    where region = {region} and id in (
        select id from feature where region = {region} and since = $1
        union
        select id from feature_history where region = {region} and since = $1
        union
        select id from feature_history where region = {region} and until = $1
    )
    returning *
)
insert into feature_history
select begun.*, $2
from begun
