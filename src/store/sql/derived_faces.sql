-- Faces of region $1 whose boxes meet one of those between $2, $3 and $4, $5.
select number, level, family, point, objects, ST_AsEWKB(geometry) as geometry
from (
    select distinct on (face.number) face.number, face.level, face.family, face.point, face.objects, face.geometry
    from unnest($2::double precision[], $3::double precision[], $4::double precision[], $5::double precision[])
             as b (x1, y1, x2, y2)
    join derived_face face on face.region = $1 and face.geometry && ST_MakeEnvelope(x1, y1, x2, y2, 5514)
    order by face.number
) met
order by number
