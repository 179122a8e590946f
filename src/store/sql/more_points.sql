-- How many more definition points (types $1) of region {region} there are since change set $2 than before it.
select (
           select count(*) from feature
           where region = {region} and since = $2 and object_type = any($1::integer[]) and geometry is not null
       ) - (
           select count(*) from feature_history
           where region = {region} and until = $2 and object_type = any($1::integer[]) and geometry is not null
       )
