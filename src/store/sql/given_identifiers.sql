-- Remembers which identifiers new objects were given, by what their records were called. $1 is the number of the change set.
insert into given_identifier (region, change_set, record, temporary, id)
select {region}, $1, record, temporary, id
from {staging}
where temporary is not null and operation = 'i'
