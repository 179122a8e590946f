-- The versioned core: regions, deliveries, change sets, the current state and its past.
-- Every key starts with the region and no foreign key crosses regions, so that the partitions of a region can live on
-- another server. EPSG:5514 everywhere; heights are Bpv metres.

create table region (
    number            smallint primary key,             -- first two digits of the region's object identifiers
    code              text not null unique,             -- NUTS 3
    name              text not null,
    outline           geometry(multipolygon, 5514) not null,
    last_change_set   integer not null default 0,       -- numbers of change sets have no gaps: only a commit raises this
    constraint region_code_is_nuts3 check (code ~ '^CZ0[0-9]{2}$')
);

comment on table region is 'Regions (kraje) whose map is kept here';

-- Names of object types for people and joins; the rows come from the compiled catalogue at every migration.
create table object_type (
    key       integer primary key,                      -- ObjectType::key: family, number, suffix of the code
    element   text not null unique,
    name      text not null,
    part      text not null,
    geometry  text not null
);

-- A delivery as it was received, whatever became of it. The digest recognises the same file sent twice.
create table delivery (
    region        smallint not null references region,
    id            uuid not null,
    received_at   timestamptz not null default now(),
    state         text not null default 'received',
    file_name     text not null,
    size_bytes    bigint not null,
    sha512        bytea not null,
    jvf_version   text,
    report        jsonb,                                -- summary or located errors, as answered to the sender
    author        text not null,
    change_set    integer,                              -- number, once applied
    primary key (region, id),
    constraint delivery_state_known check (state in ('received', 'applied', 'refused'))
);

create index delivery_by_digest on delivery (region, sha512);

-- What a delivery holds besides its objects, each element as a document of its own: accompanying information
-- (DoprovodneInformace), service messages (ServisJVFDTM), extensions (ExtenzeJVFDTM).
create table delivery_part (
    region    smallint not null references region,
    delivery  uuid not null,
    number    integer not null,                         -- place in the file, counted from 1
    section   text not null,
    parent    text not null,
    element   text not null,
    content   text not null,
    primary key (region, delivery, number),
    foreign key (region, delivery) references delivery
);

-- All changes of one applied delivery in one region: atomic, numbered without gaps.
create table change_set (
    region          smallint not null references region,
    number          integer not null,
    delivery        uuid not null,
    submission_id   text,                               -- IDZmeny, given by IS DMVS
    author          text not null,
    effective_at    timestamptz not null default now(),
    area            geometry(polygon, 5514),            -- box around the change, with 3 dimensions left out
    counts          jsonb not null,                     -- {"HraniceBudovy": {"i": 3, "u": 1}}
    primary key (region, number)
);

-- Type series of identifiers: new serials start above any ever seen with the same first seven digits.
create table id_series (
    region  smallint not null references region,
    series  integer not null,
    last    bigint not null,
    primary key (region, series)
);

-- The columns of features, without rows: current state, past and staging tables are made like it. Imports copy it for
-- their staging and so hold no lock on what people read. Shared attributes have columns, the type's own are in
-- `attributes`; times without a zone are Czech local time, as JVF writes them.
create table feature_columns (
    region              smallint not null,
    id                  bigint not null,
    object_type         integer not null,
    since               integer not null,               -- change set that made this version
    level               smallint,                       -- UrovenUmisteniObjektuZPS|TI|DI
    position_accuracy   smallint,                       -- TridaPresnostiPoloha
    height_accuracy     smallint,                       -- TridaPresnostiVyska
    acquisition         smallint,                       -- ZpusobPorizeniZPS|PB_ZPS|TI|DI
    incomplete          boolean,                        -- NeuplnaData
    critical            boolean,                        -- KritickaTI
    created_at          timestamp,                      -- DatumVkladu
    changed_at          timestamp,                      -- DatumZmeny
    submission_id       text,                           -- IDZmeny
    description         text,                           -- PopisObjektu
    editor              text,                           -- IDEditora
    created_by          text,                           -- VkladOsoba
    changed_by          text,                           -- ZmenaOsoba
    owner               text,                           -- IDVlastnika
    statutory_operator  text,                           -- IDProvozovateleZeZakona
    administrator       text,                           -- IDSpravce
    operator            text,                           -- IDProvozovatele
    external_id         text,                           -- IDExterni
    record_number       text,                           -- EvidencniCisloObjektu
    building_id         text,                           -- ICS
    attributes          jsonb,
    geometry            geometry,                       -- 2D or 3D as delivered
    outline             geometry,                       -- 3D outline of a derived area
    critical_area       geometry                        -- OblastObjektuKI
);

-- The current state only.
create table feature (
    like feature_columns
) partition by list (region);

-- Ended versions: valid from change set `since` until before change set `until`.
create table feature_history (
    like feature_columns,
    until  integer not null
) partition by list (region);
