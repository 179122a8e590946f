-- Partial changes take from the current version what they leave out; bits of `cleared` name columns that they empty.
update {staging} s
set {completed},
    attributes = nullif(coalesce(f.attributes, '{}') || coalesce(s.attributes, '{}'), '{}'),
    geometry = coalesce(s.geometry, f.geometry),
    outline = coalesce(s.outline, f.outline),
    critical_area = coalesce(s.critical_area, f.critical_area)
from feature f
where s.partial and s.operation = 'u' and f.region = {region} and f.id = s.id
