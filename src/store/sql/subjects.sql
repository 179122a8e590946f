-- Owners, administrators and operators that the delivery tells: new ones, and later names of known ones.
insert into subject (region, id, name, company_number)
select distinct on (told.id) {region}, told.id, told.name, told.company_number
from delivery_part p,
     xmltable(
         '/*[local-name()="ZaznamVSP"]' passing (p.content::xml)
         columns
             id text path '*[local-name()="IDVSP"]',
             name text path '*[local-name()="NazevVSP"]',
             company_number text path '*[local-name()="IdentifikacniCisloVSP"]'
     ) told
where p.region = {region} and p.delivery = '{delivery}' and p.element = 'ZaznamVSP'
  and told.id <> '' and told.name is not null
order by told.id, p.number desc
on conflict (region, id) do update set name = excluded.name, company_number = excluded.company_number
