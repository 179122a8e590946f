-- External identifiers of objects of region $1 that change set $2 began, after identifier $3, at most $4.
select external_id, id
from (
    select external_id, id from feature where region = $1 and since = $2
    union all
    select external_id, id from feature_history where region = $1 and since = $2
) begun
where external_id is not null
  and id > $3
  and not exists (
      select from feature_history before
      where before.region = $1 and before.id = begun.id and before.until = $2
  )
order by id
limit $4
