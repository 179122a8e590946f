-- Records of buildings (ZaznamICS) of region $1 by their numbers, as deliveries in force after change set $2 told them, the
-- latest of each; $3 is what versions of JVF DTM begin with that write them alike. Only those of the numbers $4, and of
-- deliveries that had none but the types $5.
select distinct on (p.building) p.content
from delivery_part p
join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
join change_set c on c.region = d.region and c.number = d.change_set
where p.region = $1 and p.section = 'DoprovodneInformace' and p.element = 'ZaznamICS' and p.building is not null and starts_with(d.jvf_version, $3)
  and not exists (select from undone($1, $2) gone where gone = d.change_set)
  and ($4::text[] is null or p.building = any($4))
  and ($5::text[] is null or c.types <@ $5)
  and {meets}
order by p.building, d.change_set desc, p.number desc
