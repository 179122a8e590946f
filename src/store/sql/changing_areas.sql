-- How many of the staged areas of region {region} are not as they are in force.
select count(*)
from {staging} s
left join feature f on f.region = {region} and f.id = s.id
where s.operation <> 'u'
   or (f.object_type, f.geometry, f.outline, f.critical_area, {f_columns})
      is distinct from (s.object_type, s.geometry, s.outline, s.critical_area, {compared})
