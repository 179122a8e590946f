"""Judges with shapely which rule of check 4.11 is the first that a polygon breaks, by docs/areas.md.

Takes a JSON list of polygons, each a list of rings (the exterior first) of positions [x, y] in whole numbers. Gives a JSON list
of names of rules, null where all hold. GEOS knows neither directions nor consecutive positions that are equal; those are judged
here. Where a polygon has neither that nor rings too short or open, its own verdict on the whole has to agree.
"""

import json
import sys
from itertools import combinations

from shapely.geometry import LinearRing, LineString, Polygon
from shapely.validation import explain_validity


def broken(rings):
    """The rules that do not hold, in order; those after the first may be nonsense when one of the first six is there."""
    if any(len(ring) < 4 for ring in rings):
        return ["TooShort"]
    if any(ring[0] != ring[-1] for ring in rings):
        return ["Open"]
    if any(a == b for ring in rings for a, b in zip(ring, ring[1:])):
        return ["Repeated"]
    rules = []
    if any(len(set(ring)) < len(ring) - 1 for ring in rings):
        rules.append("Revisited")
    if not all(LinearRing(ring).is_simple for ring in rings):
        rules.append("CrossesItself")
    if rules:
        return rules
    exterior, *holes = rings
    if not LinearRing(exterior).is_ccw:
        rules.append("ExteriorClockwise")
    if any(LinearRing(hole).is_ccw for hole in holes):
        rules.append("HoleCounterclockwise")
    if not all(Polygon(exterior).covers(LineString(hole)) for hole in holes):
        rules.append("HoleOutside")
    if any(Polygon(one).relate_pattern(Polygon(other), "T********") for one, other in combinations(holes, 2)):
        rules.append("HolesOverlap")
    if any(LineString(one).relate_pattern(LineString(other), "1********") for one, other in combinations(rings, 2)):
        rules.append("TouchesAlong")
    if explain_validity(Polygon(exterior, holes)).startswith("Interior is disconnected"):
        rules.append("Parted")
    return rules


def rule(rings):
    rings = [[tuple(position) for position in ring] for ring in rings]
    rules = broken(rings)
    if not {"TooShort", "Open", "Repeated"} & set(rules):
        valid = Polygon(rings[0], rings[1:]).is_valid
        seen = set(rules) - {"ExteriorClockwise", "HoleCounterclockwise"}
        assert valid == (not seen), (rings, rules, valid)
    return rules[0] if rules else None


print(json.dumps([rule(rings) for rings in json.load(sys.stdin)]))
