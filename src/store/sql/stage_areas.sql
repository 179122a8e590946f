-- What becomes of derived areas of region {region}: those derived now, by their definition points; those of the definition points in
-- `ended` that are derived no more, and those in `superseded`, end. $1 is the change set to come, $2 its time.
insert into {staging} (record, line, operation, partial, cleared, temporary, region, id, object_type, since, level,
    position_accuracy, height_accuracy, acquisition, created_at, submission_id, description, editor, created_by, changed_by, building_id,
    attributes, geometry, outline)
select row_number() over (order by derived.point), derived.point, case when f.id is null then 'i' else 'u' end, false, 0, null, {region},
    coalesce(f.id, a.area), derived.object_type, $1, p.level, derived.position_accuracy, derived.height_accuracy, derived.acquisition,
    case when f.id is null then $2 end, p.submission_id, p.description, p.editor, p.created_by, p.changed_by, p.building_id, p.attributes,
    derived.geometry, derived.outline
from {derived} derived
join feature p on p.region = {region} and p.id = derived.point
left join {areas} a on a.region = {region} and a.point = derived.point
left join feature f on f.region = {region} and f.id = a.area and f.object_type = derived.object_type
union all
select 0, 0, 'd', false, 0, null, {region}, f.id, f.object_type, $1, null, null, null, null, null, null, null, null, null, null, null, null, null, null
from (
    select a.area
    from (
        select point from {ended} ended where not exists (select from {derived} derived where derived.point = ended.point)
        offset 0
    ) ended
    -- Along the indexes: few end, of however many.
    cross join lateral (select a.area from {areas} a where a.region = {region} and a.point = ended.point offset 0) a
    union
    table {superseded}
) gone
cross join lateral (select f.id, f.object_type from feature f where f.region = {region} and f.id = gone.area offset 0) f
