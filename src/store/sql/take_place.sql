-- The staging table, filled and keyed, becomes the partition of region {region}, which was empty.
-- What takes long comes before the old partition goes, because from then on readers wait.
set local lock_timeout = '3s';
alter table {staging} add primary key (region, id);
alter table {staging} drop column record, drop column line, drop column operation;
create index {staging}_geometry on {staging} using gist (geometry);
create index {staging}_type on {staging} (object_type, id);
alter table {staging} add constraint {staging}_region check (region = {region});

drop table feature_{region};
alter table {staging} rename to feature_{region};
alter table feature_{region} rename constraint {staging}_pkey to feature_{region}_pkey;
alter index {staging}_geometry rename to feature_{region}_geometry;
alter index {staging}_type rename to feature_{region}_type;
alter table feature attach partition feature_{region} for values in ({region});
alter table feature_{region} drop constraint {staging}_region;
set local lock_timeout = 0;
