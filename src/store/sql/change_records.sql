-- Records of changes (ZaznamZmeny) of region $1 that deliveries in force after change set $2 told, as they were told; $3 is what
-- versions of JVF DTM begin with that write them alike. Only of change sets that meet $4, by the area that the record tells
-- or else by their objects, that touched one of the types $5, and whose delivery had none but $6: there is no more said of
-- hidden objects here than in the ledger.
select p.content
from delivery_part p
join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
join change_set c on c.region = d.region and c.number = d.change_set
where p.region = $1 and p.section = 'DoprovodneInformace' and p.element = 'ZaznamZmeny' and starts_with(d.jvf_version, $3)
  and not exists (select from undone($1, $2) gone where gone = d.change_set)
  and ($4::geometry is null or ST_Intersects(ST_MakeValid(coalesce(p.area, c.area)), ST_MakeValid($4::geometry)))
  and ($5::text[] is null or c.counts ?| $5)
  and ($6::text[] is null or c.types <@ $6)
order by c.number, p.number
