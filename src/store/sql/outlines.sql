-- All outlines as one GeoJSON collection in metres of EPSG:5514; null when there is none.
select json_build_object(
           'type', 'FeatureCollection',
           'features', json_agg(
               json_build_object(
                   'type', 'Feature',
                   'properties', json_build_object('code', code, 'name', name),
                   'geometry', ST_AsGeoJSON(outline, 2)::json
               )
               order by code
           )
       )::text
from region
having count(*) > 0
