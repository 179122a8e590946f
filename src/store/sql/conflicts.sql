-- Records that do not fit the state of region {region}, in the order of the file; $1 is the most to tell, $2 the change set
-- that the delivery was made over, null when nobody says so; $3 whether unknown objects are tolerated: they come last then.
with repeated as (
    -- every record of an identifier after its first; temporary identifiers count among themselves
    select record, line, coalesce(id, temporary::bigint) as id, object_type
    from (
        select record, line, id, temporary, object_type,
               row_number() over (partition by id, temporary order by record) as nth
        from {staging}
        where id is not null or temporary ~ '^[0-9]{1,17}$'
    ) numbered
    where nth > 1
),
known as (
    -- the staged records beside the current version of their object, or else the last one that ended
    select s.record, s.line, s.id, s.object_type, s.operation, s.changed_at,
           f.object_type as current_type, f.since, f.changed_at as current_changed_at, h.until,
           case
               when $2::integer is not null and s.operation = 'r' and f.since > $2
               then (f.geometry, f.outline, f.critical_area, {f_columns})
                    is distinct from (s.geometry, s.outline, s.critical_area, {compared_leniently})
           end as differs
    from {staging} s
    left join feature f on f.region = {region} and f.id = s.id
    left join lateral (
        select max(ended.until) as until
        from feature_history ended
        where f.id is null and ended.region = {region} and ended.id = s.id
    ) h on true
    where s.id is not null
),
conflict as (
    select 'repeated' as kind, record, line, id, object_type, null::integer as change_set
    from repeated
    union all
    select 'exists', record, line, id, object_type, since
    from known
    where operation = 'i' and current_type is not null
    union all
    select 'ended', record, line, id, object_type, until
    from known
    where (operation <> 'r' or until > $2) and current_type is null and until is not null
    union all
    select 'unknown', record, line, id, object_type, null
    from known
    where operation in ('u', 'd') and current_type is null and until is null
    union all
    select 'other-type', record, line, id, object_type, since
    from known
    where operation <> 'i' and current_type <> object_type
    union all
    -- changed after the moment that the delivery tells, or after the time that the record itself tells; a state says nothing
    -- new that is the current one
    select 'stale', record, line, id, object_type, since
    from known
    where current_type = object_type
      and (operation in ('u', 'd') and (since > $2 or changed_at < current_changed_at) or differs)
)
select conflict.*, c.author
from conflict
left join change_set c on c.region = {region} and c.number = conflict.change_set
order by $3 and conflict.kind = 'unknown', conflict.record, conflict.kind
limit $1
