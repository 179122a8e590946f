-- Up to which change set areas of region $1 are derived, what became of the faces, and how many definition points are those of no
-- area.
select change_set, is_whole, areas, crossed, open, unnamed, ambiguous, points - areas as points_without_area
from derivation
where region = $1
