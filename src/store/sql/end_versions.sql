-- Versions that the delivery ends: of ended objects and of those whose delivered state differs.
-- $1 is the number of the change set.
with ended as (
    delete from feature f
    using {staging} s
    where f.region = {region}
      and f.id = s.id
      and (
          s.operation = 'd'
          or (f.object_type, f.geometry, f.outline, f.critical_area, {f_columns})
             is distinct from (s.object_type, s.geometry, s.outline, s.critical_area, {compared})
      )
    returning f.*
)
insert into feature_history
select ended.*, $1
from ended
