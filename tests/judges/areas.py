"""Judges the derivation of areas and checks 4.1 to 4.9, without 4.5, of docs/areas.md: a list of scenes in, the list of their results
out, both one JSON document.

A scene is one level and one family:

    {"ground": whether the family is ground,
     "lines": [{"n", "type", "positions": [[x, y, z], …], "position_class", "height_class", "acquisition"}, …],
     "points": [{"n", "type", "at": [x, y]}, …],                    definition points; the type is an index of the hierarchy
     "areas": [{"role": "NEW" | "DEL" | "REF", "rings": [[[x, y], …, closed], …]}, …],    complete ZPS, as they hold one after another
     "hierarchy": [[type of line, …], …],                           for each type of area, the first goes before the others
     "least_area": in square centimetres}

Its result:

    {"faces": [{"rings": [exterior, hole, …], "kind", "points": [n, …]}, …],              of the complete faces only
     "findings": [{"check", "names", "places"}, …],
     "outlines": [{"outline": [[part, …] for each ring], "classes": [position, height], "acquisition"} or null, …]}

A ring is an open list of [x, y] from its least position, exteriors counter-clockwise, holes clockwise; holes, faces and findings are
sorted, and there is an outline for each face that is an area, in that order. A part is a list of [x, y, z]. An outline with more than
MOST_CHOICES ways to choose the strands of a ring is null, and 4.4 and 4.8 are not judged of it. What the findings tell:

    4.1, 4.3  no names; the rings of the face            4.2  the points; where they are
    4.4  {"point", "lines"}; the edges [[x, y], [x, y]] and vertical edges [[x, y, z], [x, y, z]]
    4.6  lines of the edges left out that begin into the face or along it; its rings             4.7  the point; where it is
    4.8  no names; [[x, y, z], [x, y, z]]                4.9  the two lines; the part in common, [[x, y, z], [x, y, z]]

Faces are made by GEOS of edges that meet at their ends only, all else is decided here, everything compared with everything, in whole
numbers and fractions. Where the page leaves several choices: a piece of outline may have complete ZPS on one side somewhere along it;
of equal strands or vertical edges that of the line with the least number is taken.
"""

import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations, permutations, product
from math import prod

from shapely.geometry import LineString
from shapely.ops import polygonize

MOST_CHOICES = 4096
MOST_VERTICAL_EDGES = 64
# So near to a middle that no side of an area of complete ZPS runs between: all numbers are quotients of far shorter ones.
BESIDE = Fraction(1, 2**200)


class Line:
    """Its positions without those that repeat their predecessor."""

    def __init__(self, record):
        self.n, self.type, self.acquisition = record["n"], record["type"], record["acquisition"]
        self.position_class, self.height_class = record["position_class"], record["height_class"]
        positions = [tuple(position) for position in record["positions"]]
        self.positions = [here for before, here in zip([None] + positions, positions) if here != before]
        self.segments = [(a, b) for a, b in zip(self.positions, self.positions[1:]) if a[:2] != b[:2]]
        self.is_vertical_edge = len(self.positions) == 2 and not self.segments


class Strand:
    """A segment of a line along an edge."""

    def __init__(self, line, segment):
        self.line, self.heights = line, {position[:2]: position[2] for position in segment}


class Face:
    def __init__(self, scene, polygon):
        exterior, holes = polygon.exterior.coords, polygon.interiors
        self.rings = [canonical(exterior, True)] + sorted(canonical(hole.coords, False) for hole in holes)
        self.edges = [tuple(sorted(edge)) for ring in self.rings for edge in around(ring)]
        a, b = around(self.rings[0])[0]
        near = nearest_to(a, b, [tuple(map(tuple, side)) for area in scene.areas for ring in area["rings"] for side in around(ring)])
        self.is_complete = is_complete(scene.areas, beside(a, near))
        self.points = [point for point in scene.points_beside_edges if covers(self.rings, point["at"])]
        self.conflicts = [edge for edge in scene.left_out if any(self.is_begun(scene, *way) for way in (edge, edge[::-1]))]
        self.kind = self.what_becomes_of_it(scene)

    def is_begun(self, scene, end, other):
        """Whether an edge that is left out begins into the face or along its boundary."""
        near = nearest_to(end, other, scene.left)
        return covers(self.rings, tuple((Fraction(a) + b) / 2 for a, b in zip(end, near)))

    def what_becomes_of_it(self, scene):
        if self.conflicts:
            return "crossed"
        if any(not scene.strands.get(edge) for edge in self.edges):
            return "open"
        return ["unnamed", "area", "ambiguous"][min(len(self.points), 2)]

    def is_too_small(self, least_area):
        return self.kind not in ("crossed", "open") and sum(map(twice_the_area, self.rings)) < 2 * least_area


class Scene:
    def __init__(self, record):
        self.areas, self.hierarchy, self.least_area = record["areas"], record["hierarchy"], record["least_area"]
        self.lines = {line["n"]: Line(line) for line in record["lines"]}
        self.points = [{**point, "at": tuple(point["at"])} for point in record["points"]]
        self.strands, self.vertical_edges = defaultdict(list), []
        for line in self.lines.values():
            for a, b in line.segments:
                self.strands[tuple(sorted((a[:2], b[:2])))].append(Strand(line, (a, b)))
            if line.is_vertical_edge:
                self.vertical_edges.append((*sorted(line.positions), line))
        self.vertical_edges_at = defaultdict(list)
        for low, high, line in sorted(self.vertical_edges, key=lambda edge: (*edge[:2], edge[2].n)):
            self.vertical_edges_at[low[:2]].append((low, high, line))
        complete = outline_of_complete(self.areas, self.strands) if record["ground"] else set()
        self.edges = sorted({*self.strands, *complete})
        self.points_beside_edges = [point for point in self.points if not any(lies_on(point["at"], edge) for edge in self.edges)]
        self.conflicts = defaultdict(list)
        for one, two in combinations(self.edges, 2):
            if are_in_conflict(one, two):
                self.conflicts[one].append(two)
                self.conflicts[two].append(one)
        is_left = lambda edge: edge not in self.conflicts or edge in complete and not complete & {*self.conflicts[edge]}
        self.left = [edge for edge in self.edges if is_left(edge)]
        self.left_out = [edge for edge in self.edges if not is_left(edge)]
        faces = [Face(self, polygon) for polygon in polygonize([LineString(edge) for edge in self.left])]
        self.faces = sorted((face for face in faces if face.is_complete), key=lambda face: face.rings)

    def vertical_way(self, low, high):
        """The steps (from, to, line) from the lower position up to the higher; None when no vertical edges lead there."""
        if low[2] > high[2]:
            way = self.vertical_way(high, low)
            return way and [(there, here, line) for here, there, line in way[::-1]]
        ways = self.vertical_ways(low, high, [low])
        return min(ways, default=None, key=lambda way: (len(way), height_of(way), [(there, line.n) for _, there, line in way]))

    def vertical_ways(self, here, there, visited):
        if here == there:
            yield []
            return
        for a, b, line in self.vertical_edges_at[here[:2]][:MOST_VERTICAL_EDGES]:
            if here in (a, b):
                following = b if here == a else a
                if following not in visited:
                    for way in self.vertical_ways(following, there, visited + [following]):
                        yield [(here, following, line)] + way


class Outline:
    """The 3D outline of an area."""

    def __init__(self, scene, face):
        self.named = scene.hierarchy[face.points[0]["type"]]
        self.rings, self.strands, self.ways, self.missing = [], [], [], []
        self.is_known = all(self.take(scene, ring) for ring in face.rings)

    def take(self, scene, ring):
        choices = [self.candidates(scene.strands[tuple(sorted(edge))]) for edge in around(ring)]
        if prod(map(len, choices)) > MOST_CHOICES:
            return False
        chosen = min(product(*choices), key=lambda strands: burden(scene, ring, strands))
        self.strands += zip(around(ring), chosen)
        corners = [meet(scene, *corner) for corner in corners_of(ring, chosen)]
        self.ways += [step for _, _, way in corners for step in way or []]
        self.missing += [(before, after) for before, after, way in corners if way is None]
        self.rings.append(parts(ring, chosen, corners))
        return True

    def candidates(self, strands):
        """Those of the first type; of those with the same heights that of the line with the least number."""
        first = min(self.rank(strand.line.type) for strand in strands)
        strands = [strand for strand in strands if self.rank(strand.line.type) == first]
        strands.sort(key=lambda strand: strand.line.n, reverse=True)
        return list({tuple(sorted(strand.heights.items())): strand for strand in strands}.values())

    def rank(self, line_type):
        return (0, self.named.index(line_type)) if line_type in self.named else (1, line_type)

    def result(self):
        if not self.is_known:
            return None
        lines = {strand.line for _, strand in self.strands} | {line for _, _, line in self.ways}
        count = Counter(line.acquisition for line in lines)
        return {
            "outline": self.rings,
            "classes": [max(line.position_class for line in lines), max(line.height_class for line in lines)],
            "acquisition": max(count, key=lambda code: (count[code], code)),
        }


def corners_of(ring, strands):
    """At each position of the ring, the strand that comes there and the one that goes on."""
    return zip(ring, strands[-1:] + strands[:-1], strands)


def meet(scene, place, before, after):
    """Where the one ends and the other goes on, and the vertical way between: none where the heights are equal, None when it is missing."""
    low, high = (*place, before.heights[place]), (*place, after.heights[place])
    return low, high, scene.vertical_way(low, high)


def height_of(way):
    return sum(abs(here[2] - there[2]) for here, there, _ in way)


def burden(scene, ring, strands):
    """What is to be least: missing vertical edges, then the vertical way, then heights, then numbers of lines."""
    ways = [meet(scene, *corner)[2] for corner in corners_of(ring, strands)]
    heights = [strand.heights[end] for edge, strand in zip(around(ring), strands) for end in edge]
    found = [way for way in ways if way is not None]
    return len(ways) - len(found), sum(map(height_of, found)), sum(heights), heights, [strand.line.n for strand in strands]


def parts(ring, strands, corners):
    """The outline of a ring: a closed line, or a line for each part between missing vertical edges."""
    found, part = [], [corners[0][1]]
    for (_, end), strand, (_, after, way) in zip(around(ring), strands, corners[1:] + corners[:1]):
        part.append((*end, strand.heights[end]))
        if way is None:
            found.append(part)
            part = [after]
        else:
            part += [there for _, there, _ in way]
    if corners[0][2] is None:
        return found
    return found[1:] + [part + found[0][1:]] if found else [part]


def around(ring):
    return list(zip(ring, ring[1:] + ring[:1]))


def twice_the_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in around(ring))


def canonical(closed, is_counter_clockwise):
    ring = [(int(x), int(y)) for x, y in closed[:-1]]
    ring = ring if (twice_the_area(ring) > 0) == is_counter_clockwise else ring[::-1]
    least = ring.index(min(ring))
    return ring[least:] + ring[:least]


def cross(o, a, b):
    """Zero when the three lie on one straight line, positive when they turn left."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def lies_on(place, segment):
    return min(segment) <= place <= max(segment) and cross(*segment, place) == 0


def are_in_conflict(one, two):
    """Whether two edges have a place in common that is not an end of both: their insides cross, or an end lies inside of the other."""
    (a, b), (c, d) = one, two
    if any(lies_on(end, other) and end not in other for ends, other in ((one, two), (two, one)) for end in ends):
        return True
    return cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0


def covers(rings, place):
    """Inside of an odd number of rings, or on an edge."""
    inside = False
    for ring in rings:
        for a, b in around(ring):
            a, b = tuple(a), tuple(b)
            if lies_on(place, (a, b)):
                return True
            low, high = (a, b) if a[1] < b[1] else (b, a)
            inside ^= low[1] <= place[1] < high[1] and cross(low, high, place) > 0
    return inside


def is_complete(areas, place):
    """The last area of complete ZPS that covers the place decides."""
    roles = [area["role"] for area in areas if covers(area["rings"], place)]
    return bool(roles) and roles[-1] != "DEL"


def beside(a, b):
    """The place on the left of the middle from a to b, nearer than anything else."""
    middle = Fraction(a[0] + b[0]) / 2, Fraction(a[1] + b[1]) / 2
    return middle[0] + (a[1] - b[1]) * BESIDE, middle[1] + (b[0] - a[0]) * BESIDE


def cuts(places, segment):
    """The segment between neighbours of its ends and those of the places that lie on it."""
    ordered = sorted({*segment, *(place for place in places if lies_on(place, segment))})
    return list(zip(ordered, ordered[1:]))


def nearest_to(a, b, segments):
    """Of a and the places in which segments touch the way to b, or end on it, the first that is not a."""
    places = [place for segment in segments for place in (*crossing((a, b), segment), *segment) if place != a and lies_on(place, (a, b))]
    return min([b, *places], key=lambda place: abs(place[0] - a[0]) + abs(place[1] - a[1]))


def joined(pieces, segments):
    """Pieces that go straight on are one where nothing else ends and a segment of a line runs straight past."""
    ends = Counter(end for piece in pieces for end in piece)

    def is_passed(one, two):
        place = one[1]
        is_straight = place == two[0] and cross(*one, two[1]) == 0 and ends[place] == 2
        return is_straight and any(a < place < b and cross(a, b, place) == cross(a, b, one[0]) == 0 for a, b in segments)

    following = {one: two for one, two in permutations(pieces, 2) if is_passed(one, two)}
    for first in pieces - {*following.values()}:
        last = first
        while last in following:
            last = following[last]
        yield first[0], last[1]


def outline_of_complete(areas, strands):
    """The pieces of edges that have complete ZPS on exactly one of their sides, somewhere along them, joined along lines."""
    rings = [[tuple(place) for place in ring] for area in areas for ring in area["rings"]]
    sides = {tuple(sorted(side)) for ring in rings for side in around(ring) if side[0] != side[1]}
    vertices = {place for ring in rings for place in ring}
    pieces = {piece for side in sides for piece in cuts(vertices, side) if divides(areas, sides, piece)}
    return {*joined(pieces, strands)}


def divides(areas, sides, piece):
    crossings = [place for side in sides for place in crossing(piece, side)]
    return any(is_complete(areas, beside(a, b)) != is_complete(areas, beside(b, a)) for a, b in cuts(crossings, piece))


def crossing(one, two):
    """Where the insides of two segments cross."""
    (a, b), (c, d) = one, two
    side_a, side_b = cross(c, d, a), cross(c, d, b)
    if side_a * side_b < 0 and cross(a, b, c) * cross(a, b, d) < 0:
        share = Fraction(side_a, side_a - side_b)
        yield a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def findings_of_faces(scene):
    for face in scene.faces:
        is_too_small = face.is_too_small(scene.least_area)
        if is_too_small:
            yield "4.1", [], face.rings
        if face.kind == "ambiguous":
            yield "4.2", sorted(point["n"] for point in face.points), sorted(point["at"] for point in face.points)
        if face.kind == "unnamed" and not is_too_small:
            yield "4.3", [], face.rings
        if face.kind in ("crossed", "open"):
            yield "4.6", sorted({strand.line.n for edge in face.conflicts for strand in scene.strands.get(edge, [])}), face.rings


def findings_of_outlines(scene, outlines):
    missing = set()
    for point, outline in outlines:
        taken = [(tuple(sorted(edge)), strand.line) for edge, strand in outline.strands]
        taken += [(tuple(sorted(ends)), line) for *ends, line in outline.ways]
        wrong = [(place, line.n) for place, line in taken if line.type not in outline.named]
        if wrong:
            lines = sorted({n for _, n in wrong})
            yield "4.4", {"point": point["n"], "lines": lines}, sorted({place for place, _ in wrong})
        missing |= {tuple(sorted(pair)) for pair in outline.missing}
    for pair in missing:
        yield "4.8", [], pair


def findings_of_points(scene):
    """A definition point that is in no face, or in one that is crossed or open."""
    at_home = {point["n"] for face in scene.faces if face.kind not in ("crossed", "open") for point in face.points}
    for point in scene.points:
        if point["n"] not in at_home and is_complete(scene.areas, point["at"]):
            yield "4.7", [point["n"]], [point["at"]]


def findings_of_vertical_edges(scene):
    for (a, b, one), (c, d, two) in combinations(scene.vertical_edges, 2):
        low, high = max(a, c), min(b, d)
        if a[:2] == c[:2] and low < high:
            yield "4.9", sorted([one.n, two.n]), [low, high]


def order(finding):
    check, names, places = finding
    return check, places, list(names.values()) if check == "4.4" else names


def judge(record):
    scene = Scene(record)
    outlines = [(face.points[0], Outline(scene, face)) for face in scene.faces if face.kind == "area"]
    known = [(point, outline) for point, outline in outlines if outline.is_known]
    findings = [*findings_of_faces(scene), *findings_of_outlines(scene, known), *findings_of_points(scene), *findings_of_vertical_edges(scene)]
    return {
        "faces": [{"rings": face.rings, "kind": face.kind, "points": sorted(point["n"] for point in face.points)} for face in scene.faces],
        "findings": [{"check": check, "names": names, "places": places} for check, names, places in sorted(findings, key=order)],
        "outlines": [outline.result() for _, outline in outlines],
    }


json.dump([judge(record) for record in json.load(sys.stdin)], sys.stdout)
