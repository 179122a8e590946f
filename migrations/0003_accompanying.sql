-- What accompanies issued data is told by columns and not by the XML that was delivered, so that no export depends on what
-- can be read of it; subjects are told as of a moment.

alter table delivery_part
    add column building  text,                          -- ICS of a ZaznamICS
    add column level     smallint,                      -- UrovenUmisteniObjektuZPS of an area of complete ZPS
    add column role      text,                          -- what the delivery does with it: NEW, DEL, REF
    add column area      geometry(multipolygon, 5514),  -- PlochaZPS, or OblastZmeny of a ZaznamZmeny; null when it has none
    add constraint delivery_part_role check (role in ('NEW', 'DEL', 'REF'));

-- Whoever may not see objects of one of these types is told neither where nor why a change set was made, although nothing may
-- have changed of them; null where it was not written down.
alter table change_set add column types text[];         -- element names of the types that the delivery has records of

create index delivery_part_by_element on delivery_part (region, element);

-- Owners, administrators and operators as each delivery tells them; the latest one in force holds.
create table told_subject (
    region          smallint not null references region,
    delivery        uuid not null,
    id              text not null,                      -- IDVSP
    name            text not null,                      -- NazevVSP
    company_number  text,                               -- IdentifikacniCisloVSP (IČO)
    primary key (region, delivery, id),
    foreign key (region, delivery) references delivery
);

insert into told_subject (region, delivery, id, name, company_number)
select distinct on (p.region, p.delivery, told.id) p.region, p.delivery, told.id, told.name, nullif(told.company_number, '')
from delivery_part p,
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
where p.element = 'ZaznamVSP' and told.id <> '' and told.name <> ''
order by p.region, p.delivery, told.id, p.number desc;

drop table subject;

-- Parts of before: what does not read has nothing in these columns.
create function delivered_text(content text, name text) returns text
language plpgsql
as $$
begin
    return btrim((xpath('//*[local-name()="' || name || '"]/text()', content::xml))[1]::text, E' \t\r\n');
exception when others then
    return null;
end
$$;

create function delivered_area(content text, name text) returns geometry
language plpgsql
as $$
declare
    area geometry;
begin
    select ST_Multi(ST_Collect(ST_Force2D(ST_SetSRID(
               ST_GeomFromGML(regexp_replace(polygon::text, ' srsName="[^"]*"', '', 'g')), 5514
           ))))
    into area
    from unnest(xpath('//*[local-name()="' || name || '"]//*[local-name()="Polygon"]', content::xml)) polygon;
    return case when GeometryType(area) = 'MULTIPOLYGON' and not ST_IsEmpty(area) then area end;
exception when others then
    return null;
end
$$;

update delivery_part
set building = delivered_text(content, 'ICS')
where element = 'ZaznamICS';

update delivery_part
set area = delivered_area(content, 'OblastZmeny')
where element = 'ZaznamZmeny';

with told as (
    select region, delivery, number,
           delivered_area(content, 'PlochaZPS') as area,
           delivered_text(content, 'UrovenUmisteniObjektuZPS') as level,
           upper(coalesce(delivered_text(content, 'TypZaznamuOKZPS'), delivered_text(content, 'PopisObjektu'))) as role
    from delivery_part
    where element in ('ZaznamZPS', 'ZaznamOKZPS')
)
update delivery_part part
set area = told.area,
    level = case when told.level ~ '^[-+]?[0-9]{1,2}$' then told.level::smallint end,
    role = case when told.role in ('NEW', 'DEL', 'REF') then told.role end
from told
where (part.region, part.delivery, part.number) = (told.region, told.delivery, told.number);

drop function delivered_text, delivered_area;

-- Change sets up to number `last` that were undone by then: of a chain of undoings, the one that began it is undone when
-- their number is odd.
create function undone(of_region smallint, last integer) returns setof integer
language sql stable
as $$
    with recursive chain as (
        select reverts as first, number, true as undone
        from change_set
        where region = of_region and number <= last and reverts is not null
        union all
        select chain.first, later.number, not chain.undone
        from chain
        join change_set later on later.region = of_region and later.reverts = chain.number and later.number <= last
    )
    select first
    from (select distinct on (first) first, undone from chain order by first, number desc) ended
    where undone
$$;
