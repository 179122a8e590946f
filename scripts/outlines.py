#!/usr/bin/env python3
"""Make the coarse outlines of the regions that ship with dtm (schemas/regions.json).

Reads GeoJSON with the outlines of neighbouring regions (EPSG:5514, shared vertices) and simplifies every
stretch between two junctions once, by Douglas-Peucker, so that neighbours keep a common border without
gaps and overlaps. A region's tolerance grows until its outline has at most --vertices vertices. The
result is checked: no ring crosses itself or another one. Python's standard library only.

    scripts/outlines.py REGIONS.geojson -o schemas/regions.json
"""
import argparse
import json
import math

SHIPPED = ["CZ042", "CZ063", "CZ053", "CZ031", "CZ052", "CZ080"]


def rings_of(feature):
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    cleaned = [[without_repeats([tuple(map(round, p[:2])) for p in ring]) for ring in polygon] for polygon in polygons]
    # Rounding to whole metres may have left nothing of a tiny hole.
    return [[ring for ring in polygon if len(ring) > 3] for polygon in cleaned]


def without_repeats(ring):
    return ring[:1] + [b for a, b in zip(ring, ring[1:]) if a != b]


def junctions(regions):
    """Vertices where more than two border stretches meet: they are kept in any case."""
    neighbours = {}
    for polygons in regions.values():
        for ring in (r for polygon in polygons for r in polygon):
            for a, b in zip(ring, ring[1:]):
                neighbours.setdefault(a, set()).add(b)
                neighbours.setdefault(b, set()).add(a)
    return {vertex for vertex, around in neighbours.items() if len(around) != 2}


def arcs_of(ring, nodes):
    """Cuts a closed ring at its junctions; a ring without one is cut at its smallest and farthest vertices."""
    open_ring = ring[:-1]
    cuts = [i for i, p in enumerate(open_ring) if p in nodes]
    if len(cuts) < 2:
        first = min(open_ring)
        far = max(open_ring, key=lambda p: (math.dist(p, first), p))
        cuts = sorted({open_ring.index(first), open_ring.index(far), *cuts})
    turned = open_ring[cuts[0]:] + open_ring[:cuts[0]] + [open_ring[cuts[0]]]
    places = [c - cuts[0] for c in cuts] + [len(open_ring)]
    return [turned[a:b + 1] for a, b in zip(places, places[1:])]


def direction_free(arc):
    """The same key for an arc read from either side."""
    return min(tuple(arc), tuple(reversed(arc)))


def distance(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length)) if length else 0.0
    return math.dist(p, (a[0] + t * dx, a[1] + t * dy))


def simplify(arc, tolerance):
    keep = {0, len(arc) - 1}
    stretches = [(0, len(arc) - 1)]
    while stretches:
        first, last = stretches.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        far = max(inner, key=lambda i: distance(arc[i], arc[first], arc[last]))
        if distance(arc[far], arc[first], arc[last]) > tolerance:
            keep.add(far)
            stretches += [(first, far), (far, last)]
    return tuple(arc[i] for i in sorted(keep))


def assemble(arcs, tolerance_of):
    ring = []
    for arc in arcs:
        key = direction_free(arc)
        simple = simplify(key, tolerance_of(key))
        ring += (simple if key == tuple(arc) else simple[::-1])[:-1]
    return ring + ring[:1]


def crosses(a, b, c, d):
    def side(p, q, r):
        value = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        return (value > 0) - (value < 0)

    if {a, b} == {c, d}:
        return False
    if {a, b} & {c, d}:
        shared = ({a, b} & {c, d}).pop()
        other, third = (b if a == shared else a), (d if c == shared else c)
        return side(shared, other, third) == 0 and distance(third, shared, other) == 0
    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def check(outlines):
    segments = {}
    for polygons in outlines.values():
        for ring in (r for polygon in polygons for r in polygon):
            for a, b in zip(ring, ring[1:]):
                segments[min((a, b), (b, a))] = None
    segments = list(segments)
    for i, (a, b) in enumerate(segments):
        for c, d in segments[i + 1:]:
            if crosses(a, b, c, d):
                raise SystemExit(f"simplified borders cross: {a} {b} and {c} {d}; allow more vertices")


def counter_clockwise(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--vertices", type=int, default=100, help="at most so many in a region (100)")
    arguments = parser.parse_args()

    with open(arguments.source, encoding="utf-8") as file:
        features = json.load(file)["features"]
    names = {f["properties"]["code"]: f["properties"]["name"] for f in features}
    regions = {f["properties"]["code"]: rings_of(f) for f in features}
    nodes = junctions(regions)
    cut = {code: [[arcs_of(ring, nodes) for ring in polygon] for polygon in polygons]
           for code, polygons in regions.items()}
    sides = {}
    for code, polygons in cut.items():
        for arc in (a for polygon in polygons for ring in polygon for a in ring):
            sides.setdefault(direction_free(arc), []).append(code)

    tolerance = dict.fromkeys(regions, 50.0)

    def outline(code):
        return [[assemble(ring, lambda key: max(tolerance[c] for c in sides[key] if c in SHIPPED)) for ring in polygon]
                for polygon in cut[code]]

    while True:
        outlines = {code: outline(code) for code in SHIPPED}
        large = [code for code, polygons in outlines.items()
                 if sum(len(ring) for polygon in polygons for ring in polygon) > arguments.vertices]
        if not large:
            break
        for code in large:
            tolerance[code] *= 1.02
    check(outlines)

    out = []
    for code in SHIPPED:
        polygons = [[list(map(list, ring if counter_clockwise(ring) == (n == 0) else ring[::-1]))
                     for n, ring in enumerate(polygon)] for polygon in outlines[code]]
        geometry = ({"type": "Polygon", "coordinates": polygons[0]} if len(polygons) == 1
                    else {"type": "MultiPolygon", "coordinates": polygons})
        feature = {"type": "Feature", "properties": {"code": code, "name": names[code]}, "geometry": geometry}
        out.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5514"}}'
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","crs":' + crs + ',"features":[\n' + ",\n".join(out) + "\n]}\n")
    for code in SHIPPED:
        count = sum(len(ring) for polygon in outlines[code] for ring in polygon)
        print(f"{code} {names[code]}: {count} vertices, within {tolerance[code]:.0f} m")


if __name__ == "__main__":
    main()
