-- Change sets of region $1 after number $2 that touched what it touched: they stand in the way of undoing it. Derivations do not:
-- areas follow the undoing by themselves.
with touched as (
    -- objects whose versions that it began were ended by a later change set
    select id
    from feature_history
    where region = $1 and since = $2 and until > $2
    union
    -- objects that it ended
    select ended.id
    from feature_history ended
    where ended.region = $1 and ended.until = $2
      and not exists (select from feature f where f.region = $1 and f.id = ended.id and f.since = $2)
),
first as (
    -- of each the first later change, by whom it be but a derivation
    select touched.id, later.number, later.author
    from touched
    join lateral (
        select c.number, c.author
        from (
            select h.since as number from feature_history h where h.region = $1 and h.id = touched.id and h.since > $2
            union
            select h.until from feature_history h where h.region = $1 and h.id = touched.id and h.until > $2
            union
            select f.since from feature f where f.region = $1 and f.id = touched.id and f.since > $2
        ) change
        join change_set c on c.region = $1 and c.number = change.number and c.kind <> 'derivation'
        order by c.number
        limit 1
    ) later on true
)
select number, author, count(*) as objects, min(id) as example
from first
group by number, author
order by number
