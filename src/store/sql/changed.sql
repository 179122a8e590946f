-- What change set $1 of region {region} did, by object type: new, changed and ended objects.
select object_type,
       count(*) filter (where began and not ended) as inserted,
       count(*) filter (where began and ended) as updated,
       count(*) filter (where ended and not began) as deleted
from (
    select coalesce(b.object_type, e.object_type) as object_type, b.id is not null as began, e.id is not null as ended
    from (select id, object_type from feature where region = {region} and since = $1) b
    full join (select id, object_type from feature_history where region = {region} and until = $1) e on e.id = b.id
) touched
group by object_type
