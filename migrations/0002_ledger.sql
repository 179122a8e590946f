-- The ledger: change sets that a delivery makes or that undo another one, the identifiers that were given, the files of
-- deliveries; the past gets indexes; the current state of a region gets a place that its first rows can take while
-- people read.

-- What makes a change set. One that undoes another has no delivery.
alter table change_set
    alter column delivery drop not null,
    add column kind text not null default 'delivery',
    add column reverts integer,                         -- number of the change set that this one undoes
    add constraint change_set_kind check (
        case kind
            when 'delivery' then delivery is not null and reverts is null
            when 'revert' then delivery is null and reverts is not null
            else false
        end
    );

comment on column change_set.counts is 'What changed, by object type: {"HraniceBudovy": {"i": 3, "u": 1, "d": 2}}';

-- Moments are times too: within a region a later number has a later time.
create index change_set_by_time on change_set (region, effective_at);
create unique index change_set_reverted_once on change_set (region, reverts) where reverts is not null;

-- Which moment the sender says to have worked from; what changed since then may not be changed by the delivery.
alter table delivery add column base integer;

-- Every file that came with a delivery; its bytes lie in the directory of files, under their digest.
create table delivery_file (
    region      smallint not null references region,
    delivery    uuid not null,
    number      integer not null,                       -- place in the package, counted from 1
    name        text not null,
    size_bytes  bigint not null,
    sha512      bytea not null,
    primary key (region, delivery, number),
    foreign key (region, delivery) references delivery
);

insert into delivery_file (region, delivery, number, name, size_bytes, sha512)
select region, id, 1, file_name, size_bytes, sha512
from delivery;

-- Identifiers that new objects were given, beside what their records were called by: a temporary identifier of another
-- region, or the gml:id. Answers RelaceIDObjektuZPS.
create table given_identifier (
    region      smallint not null references region,
    change_set  integer not null,
    record      bigint not null,                        -- number of the record in the file, counted from 1
    temporary   text not null,
    id          bigint not null,
    primary key (region, change_set, record)
);

-- Owners, administrators and operators (VSP) by their identifiers, as deliveries tell them; the latest name holds.
create table subject (
    region          smallint not null references region,
    id              text not null,                      -- IDVSP
    name            text not null,                      -- NazevVSP
    company_number  text,                               -- IdentifikacniCisloVSP (IČO)
    primary key (region, id)
);

insert into subject (region, id, name, company_number)
select distinct on (p.region, told.id) p.region, told.id, told.name, told.company_number
from delivery_part p
join delivery d on d.region = p.region and d.id = p.delivery and d.state = 'applied',
     xmltable(
         '/*[local-name()="ZaznamVSP"]' passing (p.content::xml)
         columns
             id text path '*[local-name()="IDVSP"]',
             name text path '*[local-name()="NazevVSP"]',
             company_number text path '*[local-name()="IdentifikacniCisloVSP"]'
     ) told
where p.element = 'ZaznamVSP' and told.id <> '' and told.name is not null
order by p.region, told.id, d.change_set desc;

-- Municipalities (obce), by whose outlines data are issued.
create table municipality (
    code     text primary key,                          -- as RÚIAN has it
    name     text not null,
    outline  geometry(multipolygon, 5514) not null
);

-- The current state of region R is the table feature_R, itself partitioned, with at most one partition feature_R_rows. A
-- first delivery fills and indexes a table of its own and attaches it: nobody who reads waits for that. Rows on another
-- server are a foreign table in the same place.
create procedure make_region(number smallint)
language plpgsql
as $$
begin
    if to_regclass(format('feature_%s', number)) is null then
        execute format('create table feature_%s (like feature_columns) partition by list (region)', number);
        execute format('alter table feature attach partition feature_%s for values in (%s)', number, number);
    end if;
    if to_regclass(format('feature_history_%s', number)) is null then
        execute format('create table feature_history_%s (like feature_columns, until integer not null)', number);
        execute format('alter table feature_history_%s add primary key (region, id, until)', number);
        call index_history(number);
        execute format('alter table feature_history attach partition feature_history_%s for values in (%s)', number, number);
    end if;
end
$$;

-- Makes the place of a region's rows when it is not there yet, for rows that come one by one.
create procedure make_rows(number smallint)
language plpgsql
as $$
begin
    if to_regclass(format('feature_%s_rows', number)) is null then
        execute format('create table feature_%s_rows (like feature_columns)', number);
        call index_rows(number, format('feature_%s_rows', number));
        execute format('alter table feature_%s attach partition feature_%s_rows for values in (%s)', number, number, number);
    end if;
end
$$;

-- The indexes of current rows; `filled` is the table that is or will become feature_R_rows.
create procedure index_rows(number smallint, filled text)
language plpgsql
as $$
begin
    execute format('alter table %I add constraint %I primary key (region, id)', filled, filled || '_key');
    execute format('create index %I on %I using gist (geometry)', filled || '_geometry', filled);
    execute format('create index %I on %I (object_type, id)', filled || '_type', filled);
    execute format('create index %I on %I (since)', filled || '_since', filled);
end
$$;

-- The indexes of ended versions: by place and validity, by type and identifier, by the change sets that began and ended them.
create procedure index_history(number smallint)
language plpgsql
as $$
declare
    history text := format('feature_history_%s', number);
begin
    execute format('create index %I on %I using gist (geometry, int4range(since, until))', history || '_geometry', history);
    execute format('create index %I on %I (object_type, id, since, until)', history || '_type', history);
    execute format('create index %I on %I (since)', history || '_since', history);
    execute format('create index %I on %I (until)', history || '_until', history);
end
$$;

-- Regions of before: their rows move one level down, as they are.
do $$
declare
    number smallint;
begin
    for number in select r.number from region r order by r.number loop
        execute format('alter table feature detach partition feature_%s', number);
        execute format('alter table feature_%s rename to feature_%s_rows', number, number);
        execute format('alter table feature_%s_rows rename constraint feature_%s_pkey to feature_%s_rows_key', number, number, number);
        execute format('alter index feature_%s_geometry rename to feature_%s_rows_geometry', number, number);
        execute format('alter index feature_%s_type rename to feature_%s_rows_type', number, number);
        execute format('create index feature_%s_rows_since on feature_%s_rows (since)', number, number);
        call index_history(number);
        call make_region(number);
        execute format('alter table feature_%s attach partition feature_%s_rows for values in (%s)', number, number, number);
    end loop;
end
$$;
