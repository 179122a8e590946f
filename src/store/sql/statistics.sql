-- Tells the planner of rows of region {region} that have come in this transaction, all of them perhaps. Where they are on another
-- server, that one knows.
do $$
begin
    if exists (select from pg_class where oid = to_regclass('feature_{region}_rows') and relkind = 'r') then
        analyze feature_{region}_rows (region, id, object_type, level, since, geometry);
    end if;
end
$$
