-- Owners, administrators and operators $3 of region $1 as deliveries in force after change set $2 told them: the latest name
-- holds.
select distinct on (told.id) told.id, told.name, told.company_number
from told_subject told
join delivery d on d.region = told.region and d.id = told.delivery and d.change_set <= $2
where told.region = $1 and told.id = any($3)
  and not exists (select from undone($1, $2) gone where gone = d.change_set)
order by told.id, d.change_set desc
