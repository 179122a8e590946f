-- Records that are still without an identifier, as their series has come to its end, get the lowest serial numbers that no
-- object has or ever had: those that were left out below identifiers that deliveries brought.
with wanted as (
    select record, series,
           row_number() over (partition by series order by record) as nth,
           count(*) over (partition by series) as count
    from (
        select record, object_type / 100 % 100000 as series
        from {staging}
        where id is null and operation <> 'd'
    ) without
),
series as (
    select distinct series, count, ({region} * 100000::bigint + series) * 10000000000 as first
    from wanted
),
free as (
    select s.series, id, row_number() over (partition by s.series order by id) as nth
    from series s
    cross join lateral (
        select generate_series(gap.first, least(gap.last, gap.first + s.count - 1)) as id
        from (
            select id + 1 as first, coalesce(lead(id) over (order by id), s.first + 10000000000) - 1 as last
            from (
                select s.first as id
                union
                select id from feature where region = {region} and id between s.first and s.first + 9999999999
                union
                select id from feature_history where region = {region} and id between s.first and s.first + 9999999999
                union
                select id from {staging} where id between s.first and s.first + 9999999999
            ) used
        ) gap
        where gap.first <= gap.last
        order by gap.first
        limit s.count
    ) found
)
update {staging} s
set id = free.id
from wanted
join free using (series, nth)
where wanted.record = s.record
