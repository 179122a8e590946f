-- The staging table, filled and keyed, becomes the rows of region {region}, which has none. People read meanwhile.
alter table {staging} drop column record, drop column line, drop column operation, drop column partial,
    drop column cleared, drop column temporary;
alter table {staging} alter id set not null;
alter table {staging} rename to feature_{region}_rows;
call index_rows({region}::smallint, 'feature_{region}_rows');
alter table feature_{region} attach partition feature_{region}_rows for values in ({region});
