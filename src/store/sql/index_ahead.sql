-- Indexes of the staging table, filled and keyed, which will become the rows of region {region}, which has none.
call index_rows({region}::smallint, '{staging}');
