-- The partitions of one region; {region} is its number, a small integer from the model.
create table if not exists feature_{region} partition of feature (
    primary key (region, id)
) for values in ({region});

create index if not exists feature_{region}_geometry on feature_{region} using gist (geometry);
create index if not exists feature_{region}_type on feature_{region} (object_type, id);

create table if not exists feature_history_{region} partition of feature_history (
    primary key (region, id, until)
) for values in ({region});
