-- Change sets of before 0003 are of the types that their deliveries reported.
update change_set c
set types = array(select jsonb_object_keys(d.report -> 'counts'))
from delivery d
where c.types is null and d.region = c.region and d.id = c.delivery and jsonb_typeof(d.report -> 'counts') = 'object';

-- An undoing is of the types of what it undoes, which may be an undoing too.
with recursive undoing as (
    select region, number, types
    from change_set
    where kind = 'delivery'
    union all
    select later.region, later.number, undoing.types
    from undoing
    join change_set later on later.region = undoing.region and later.reverts = undoing.number
)
update change_set c
set types = undoing.types
from undoing
where c.types is null and c.kind = 'revert' and (c.region, c.number) = (undoing.region, undoing.number);

-- Only the accompanying information of JVF DTM tells something: elements of extensions may have the same names.
update delivery_part
set building = null, level = null, role = null, area = null
where section <> 'DoprovodneInformace' and coalesce(building, level::text, role, area::text) is not null;

create temporary table mistaken on commit drop as
select distinct region, delivery
from delivery_part
where section <> 'DoprovodneInformace' and element = 'ZaznamVSP';

delete from told_subject t
using mistaken m
where (t.region, t.delivery) = (m.region, m.delivery);

insert into told_subject (region, delivery, id, name, company_number)
select distinct on (p.region, p.delivery, told.id) p.region, p.delivery, told.id, told.name, nullif(told.company_number, '')
from mistaken
join delivery_part p using (region, delivery),
     lateral (
         select btrim(id, E' \t\r\n') as id, btrim(name, E' \t\r\n') as name, btrim(company_number, E' \t\r\n') as company_number
         from xmltable(
             '/*[local-name()="ZaznamVSP"]' passing (p.content::xml)
             columns
                 id text path '*[local-name()="IDVSP"]',
                 name text path '*[local-name()="NazevVSP"]',
                 company_number text path '*[local-name()="IdentifikacniCisloVSP"]'
         ) read
     ) told
where p.section = 'DoprovodneInformace' and p.element = 'ZaznamVSP' and told.id <> '' and told.name <> ''
order by p.region, p.delivery, told.id, p.number desc;
