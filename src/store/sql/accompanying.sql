-- Elements of one name that deliveries of region $1 told up to change set $2, the latest of each key: $3 is the element's name,
-- $4 what versions of JVF DTM begin with that write it alike. The key is the number of the building, or the element itself.
select distinct on (key) key, content
from (
    select coalesce((xpath('//*[local-name()="ICS"]/text()', p.content::xml))[1]::text, p.content) as key,
           p.content, d.change_set, p.number
    from delivery_part p
    join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
    where p.region = $1 and p.element = $3 and d.jvf_version like $4 || '%'
) told
order by key, change_set desc, number desc
