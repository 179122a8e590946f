-- Change sets of region $1 after number $2, at most $3, with the files of their deliveries.
select
    c.number, c.delivery, c.reverts, c.derives, undone.number as reverted_by, c.submission_id, c.author, c.effective_at, c.counts, c.types,
    case when c.area is not null then array[ST_XMin(c.area), ST_YMin(c.area), ST_XMax(c.area), ST_YMax(c.area)] end as area,
    coalesce(files.names, '{}') as file_names,
    coalesce(files.sizes, '{}') as file_sizes,
    coalesce(files.digests, '{}') as file_digests
from change_set c
left join change_set undone on undone.region = c.region and undone.reverts = c.number
left join lateral (
    select array_agg(f.name order by f.number) as names,
           array_agg(f.size_bytes order by f.number) as sizes,
           array_agg(f.sha512 order by f.number) as digests
    from delivery_file f
    where f.region = c.region and f.delivery = c.delivery
) files on true
where c.region = $1 and c.number > $2
order by c.number
limit $3
