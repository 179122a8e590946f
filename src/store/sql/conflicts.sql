-- Records that do not fit the state of region {region}, in the order of the file; $1 is the most to tell.
with repeated as (
    -- every record of an identifier after its first
    select record, line, id, object_type
    from (
        select record, line, id, object_type, row_number() over (partition by id order by record) as nth
        from {staging}
        where id is not null
    ) numbered
    where nth > 1
),
known as (
    -- the staged records beside the current version of their object
    select s.record, s.line, s.id, s.object_type, s.operation, f.object_type as current_type
    from {staging} s
    left join feature f on f.region = {region} and f.id = s.id
    where s.id is not null
)
select 'repeated' as kind, record, line, id, object_type from repeated
union all
select 'exists', record, line, id, object_type from known
where operation = 'i' and current_type is not null
union all
select 'unknown', record, line, id, object_type from known
where operation in ('u', 'd') and current_type is null
union all
select 'other-type', record, line, id, object_type from known
where operation <> 'i' and current_type <> object_type
order by record, kind
limit $1
