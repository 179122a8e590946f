-- Records without an identifier get the next ones of their type's series, in the order of the file. A serial number has
-- ten digits; what lies beyond gets none.
update {staging} s
set id = given.first + given.serial
from (
    select n.record,
           ({region} * 100000::bigint + n.series) * 10000000000 as first,
           coalesce(i.last, 0) + row_number() over (partition by n.series order by n.record) as serial
    from (
        select record, object_type / 100 % 100000 as series
        from {staging}
        where id is null and operation <> 'd'
    ) n
    left join id_series i on i.region = {region} and i.series = n.series
) given
where given.record = s.record and given.serial < 10000000000
