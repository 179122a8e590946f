-- Definition points (types $2) of region {region} that the audience sees, that are those of no area and meet a place, $1 at most.
select id, object_type, coalesce(level, 0::smallint) as level, ST_AsEWKB(geometry) as geometry
from feature
where region = {region} and object_type = any($2::integer[]){place}{seen}
  and not exists (
      select from derived_face area where area.region = {region} and area.point = feature.id
  )
limit $1
