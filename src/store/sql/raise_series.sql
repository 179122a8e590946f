-- The series of region {region} rise above every identifier that a delivery brings: 17 digits, two of the region, five of
-- the series, ten of the serial number.
insert into id_series (region, series, last)
select {region}, id / 10000000000 % 100000, max(id % 10000000000)
from {staging}
where id / 1000000000000000 = {region}
group by 2
on conflict (region, series) do update set last = greatest(id_series.last, excluded.last)
