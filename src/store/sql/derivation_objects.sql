-- Objects of region {region} and of the types $1 {which}, as areas are derived from them, with the values of the attributes $2.
-- `offset` keeps the order from choosing how they are found.
select * from (
    select f.id, f.object_type, f.level, f.position_accuracy, f.height_accuracy, f.acquisition, ST_AsEWKB(f.geometry) as geometry,
           array(select f.attributes ->> name from unnest($2::text[]) with ordinality as asked (name, place) order by place) as told
    from {from}
    where f.region = {region} and f.object_type = any($1::integer[]) and f.geometry is not null
    offset 0
) found
order by id
