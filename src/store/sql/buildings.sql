-- Records of buildings (ZaznamICS) of region $1 by their numbers, as deliveries in force after change set $2 told them, the
-- latest of each; $3 is what versions of JVF DTM begin with that write them alike.
select distinct on (p.building) p.building, p.content
from delivery_part p
join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
where p.region = $1 and p.element = 'ZaznamICS' and p.building is not null and starts_with(d.jvf_version, $3)
  and not exists (select from undone($1, $2) gone where gone = d.change_set)
order by p.building, d.change_set desc, p.number desc
