-- The staging table, indexed, becomes the rows of region {region}, which has none. People read meanwhile.
alter table {staging} drop column record, drop column line, drop column operation, drop column partial,
    drop column cleared, drop column temporary;
alter table {staging} rename to feature_{region}_rows;
alter table feature_{region}_rows rename constraint {staging}_key to feature_{region}_rows_key;
alter index {staging}_geometry rename to feature_{region}_rows_geometry;
alter index {staging}_type rename to feature_{region}_rows_type;
alter index {staging}_since rename to feature_{region}_rows_since;
alter table feature_{region} attach partition feature_{region}_rows for values in ({region});
alter table feature_{region}_rows drop constraint {staging}_region;
