-- States of objects of region {region} and of the types $1 that change set $3 began or ended, with the values of the attributes $2.
select changed.id, changed.object_type, changed.level, changed.position_accuracy, changed.height_accuracy, changed.acquisition,
       ST_AsEWKB(changed.geometry) as geometry,
       array(select changed.attributes ->> name from unnest($2::text[]) with ordinality as asked (name, place) order by place) as told
from (
    select id, object_type, level, position_accuracy, height_accuracy, acquisition, attributes, geometry
    from feature
    where region = {region} and since = $3
    union all
    select id, object_type, level, position_accuracy, height_accuracy, acquisition, attributes, geometry
    from feature_history
    where region = {region} and until = $3
) changed
where changed.object_type = any($1::integer[]) and changed.geometry is not null
