-- Whether what changes in the boxes between $2, $3 and $4, $5 of region $1 can be derived by faces around it: areas follow its changes,
-- and no outlines of complete ZPS cross there. Of a region without any there are none.
select coalesce(d.is_whole and d.change_set = r.last_change_set, r.last_change_set = 0)
   and not exists (
       select from derived_tear tear
       join unnest($2::double precision[], $3::double precision[], $4::double precision[], $5::double precision[])
                as b (x1, y1, x2, y2) on tear.reach && ST_MakeEnvelope(x1, y1, x2, y2, 5514)
       where tear.region = r.number
   )
from region r
left join derivation d on d.region = r.number
where r.number = $1
