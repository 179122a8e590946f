-- Up to which change set areas of region {region} are derived, what became of the faces, and how many definition points (types $1)
-- that the audience sees are those of no area.
select (select change_set from derivation where region = {region}) as change_set,
       (select is_whole from derivation where region = {region}) as is_whole,
       count(*) filter (where fate = 'area') as areas,
       count(*) filter (where fate = 'crossed') as crossed,
       count(*) filter (where fate = 'open') as open,
       count(*) filter (where fate = 'unnamed') as unnamed,
       count(*) filter (where fate = 'ambiguous') as ambiguous,
       (
           select count(*) from feature
           where feature.region = {region} and object_type = any($1::integer[]) and geometry is not null{seen}
             and not exists (
                 select from derived_face area where area.region = {region} and area.point = feature.id
             )
       ) as points
from derived_face
where region = {region}
