"""Judges with shapely whether lines and polygons lie in unions of polygons, whether two unions touch, and whether the insides of
two polygons have an area in common; cases and verdicts are JSON lines.

Corners of a computed union are rounded, which moves its edges by some 1e-15. So the union is widened a little, and what counts
is the size of what is left over: on the small grids of the cases that is far above the widening, or zero. Polygons that are
not valid are not judged (null).
"""

import json
import sys

from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

WIDENING = 1e-10
LENGTH = 1e-6
AREA = 1e-13


def polygon(rings):
    return Polygon(rings[0], rings[1:])


for text in sys.stdin:
    case = json.loads(text)
    parts = [polygon(rings) for rings in case["polygons"]]
    area = polygon(case["area"])
    if not all(part.is_valid for part in parts + [area]):
        print("null")
        continue
    union = unary_union(parts).buffer(WIDENING)
    verdict = {
        "line": LineString(case["line"]).difference(union).length < LENGTH,
        "area": area.difference(union).area < AREA,
        "common": parts[0].intersection(area).area > AREA,
        "touches": any(part.intersects(area) for part in parts),
    }
    print(json.dumps(verdict))
