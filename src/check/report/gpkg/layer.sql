-- One layer of findings; {layer} is its name, {geometry} the column of its geometry, or nothing.
create table {layer} (
    fid integer primary key autoincrement not null,
    {geometry}
    file text not null,
    "check" text not null,
    severity text not null,
    message_cs text not null,
    message_en text not null,
    element text,
    id text,
    external_id text,
    gml_id text,
    record integer,
    related text,
    line integer,
    "column" integer,
    "offset" integer
);
