-- Faces of region {region} that are no areas and meet a place, $1 at most.
select level, family, fate, ST_AsEWKB(geometry) as geometry
from derived_face
where region = {region} and fate <> 'area'{place}
limit $1
