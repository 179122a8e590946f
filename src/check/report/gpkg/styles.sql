-- QGIS's table of styles.
create table layer_styles (
    id integer primary key autoincrement not null,
    f_table_catalog text,
    f_table_schema text,
    f_table_name text,
    f_geometry_column text,
    "styleName" text,
    "styleQML" text,
    "styleSLD" text,
    "useAsDefault" boolean,
    description text,
    owner text,
    ui text,
    update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

insert into gpkg_contents (table_name, data_type, identifier, description)
values ('layer_styles', 'attributes', 'layer_styles', 'how QGIS draws the layers');
