-- Change sets of region $1 after number $2 that touched what it touched: they stand in the way of undoing it.
with touched as (
    -- versions that it began, then ended by a later change set
    select until as number, id
    from feature_history
    where region = $1 and since = $2 and until > $2
    union
    -- objects that it ended and that a later change set brought back
    select later.since, ended.id
    from feature_history ended
    join lateral (
        select f.since from feature f where f.region = $1 and f.id = ended.id
        union all
        select h.since from feature_history h where h.region = $1 and h.id = ended.id
    ) later on later.since > $2
    where ended.region = $1 and ended.until = $2
      and not exists (select from feature f where f.region = $1 and f.id = ended.id and f.since = $2)
      and not exists (select from feature_history h where h.region = $1 and h.id = ended.id and h.since = $2)
)
select
    number,
    (select c.author from change_set c where c.region = $1 and c.number = touched.number) as author,
    count(*) as objects,
    min(id) as example
from touched
group by number
order by number
