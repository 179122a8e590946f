-- Faces of region {region} that areas of the types $2 belong to which change set $1 began or ended: those of their definition points,
-- and those whose points lie in areas that it began.
with begun as (
    select id, object_type, geometry
    from feature
    where region = {region} and since = $1 and object_type = any($2::integer[])
),
changed as (
    select id from begun
    union
    select id from feature_history where region = {region} and until = $1 and object_type = any($2::integer[])
),
touched as (
    select a.point
    from changed
    join derived_area a on a.region = {region} and a.area = changed.id
    union
    select face.point
    from begun
    join derived_face face on face.region = {region} and face.fate = 'area' and face.geometry && begun.geometry
    -- the types of an area and of its definition point differ in the suffix of their codes only: 03 and 04
    join feature p on p.region = {region} and p.id = face.point and p.object_type = begun.object_type + 1
        and ST_Intersects(begun.geometry, ST_Force2D(p.geometry))
)
select face.level, face.family, ST_AsEWKB(face.geometry) as geometry
from touched
join derived_face face on face.region = {region} and face.point = touched.point
