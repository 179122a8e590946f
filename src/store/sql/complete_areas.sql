-- Areas of complete ZPS of region $1 as deliveries told them up to change set $2: those that are new or referred to and were
-- not taken away (DEL) afterwards. Positions are metres of EPSG:5514 whatever name the delivery gives the system.
with told as (
    select d.change_set, p.number,
           coalesce(
               (xpath('//*[local-name()="TypZaznamuOKZPS"]/text()', p.content::xml))[1]::text,
               (xpath('//*[local-name()="PopisObjektu"]/text()', p.content::xml))[1]::text,
               ''
           ) as role,
           coalesce((xpath('//*[local-name()="UrovenUmisteniObjektuZPS"]/text()', p.content::xml))[1]::text, '0')::smallint as level,
           ST_Force2D(ST_SetSRID(ST_GeomFromGML(regexp_replace(
               (xpath('//*[local-name()="PlochaZPS"]//*[local-name()="Polygon"]', p.content::xml))[1]::text,
               ' srsName="[^"]*"', '', 'g'
           )), 5514)) as area
    from delivery_part p
    join delivery d on d.region = p.region and d.id = p.delivery and d.change_set <= $2
    where p.region = $1 and p.element in ('ZaznamZPS', 'ZaznamOKZPS')
)
select distinct on (level, area) level, ST_AsEWKB(area) as area
from told
where role <> 'DEL' and area is not null
  and not exists (
      select from told gone
      where gone.role = 'DEL' and gone.level = told.level and gone.area = told.area
        and (gone.change_set, gone.number) > (told.change_set, told.number)
  )
  and ($3::geometry is null or ST_Intersects(area, $3::geometry))
order by level, area
