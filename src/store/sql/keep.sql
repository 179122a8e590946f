-- What the system says of an object stays when a change does not tell it: when and by whom it was inserted, who edits it.
update {staging} s
set created_at = coalesce(s.created_at, f.created_at),
    created_by = coalesce(s.created_by, f.created_by),
    editor = coalesce(s.editor, f.editor)
from feature f
where s.operation = 'u' and f.region = {region} and f.id = s.id
