-- Definition points of region {region} whose brought areas change set {change_set} ended, as it deletes them or undoes what brought
-- them, get back the areas that derivations had made before, or none. An area that a derivation ends stays theirs.
update {areas} a
set area = a.made
from feature_history h
where h.region = {region} and h.until = {change_set} and a.region = {region} and a.area = h.id
  and a.made is not null and a.area <> a.made
  and exists (select from change_set c where c.region = {region} and c.number = {change_set} and c.kind <> 'derivation')
  and not exists (select from feature f where f.region = {region} and f.id = h.id)
  and not exists (select from {areas} other where other.region = {region} and other.area = a.made);

delete from {areas} a
using feature_history h
where h.region = {region} and h.until = {change_set} and a.region = {region} and a.area = h.id
  and a.area is distinct from a.made
  and exists (select from change_set c where c.region = {region} and c.number = {change_set} and c.kind <> 'derivation')
  and not exists (select from feature f where f.region = {region} and f.id = h.id)
