-- Objects of region $1 and of the types $2 {which}, with the values of the attributes $3. `offset` keeps the order from choosing how
-- they are found.
select * from (
    select f.id, f.object_type, f.level, ST_AsEWKB(f.geometry) as geometry,
           array(select f.attributes ->> name from unnest($3::text[]) with ordinality as asked (name, place) order by place) as told
    from {from}
    where f.region = $1 and f.object_type = any($2::integer[]) and f.geometry is not null
    offset 0
) found
order by id
