"""Judges the topology checks 3.1 to 3.13 and OST.1 of docs/topology.md: a list of scenes in, the list of their findings out,
both one JSON document.

Everything is compared with everything, in whole numbers and fractions, so that each check reads like its paragraph on the
page. A check yields its findings as (severity, things that it names, place); which of them are told is decided for all
checks at the end, in judge(). Coordinates are centimetres. A place or vertex is XY or XYZ, a segment is a pair of them.
"""

import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import chain, combinations, product

NEAR = 5
DOUBLE_EDGE = 12
TOLD_OF_REFERENCES = ["3.1", "3.7", "3.11"]
NEEDS_SURROUNDINGS = ["3.1", "3.7", "3.11", "3.12"]
CHECKS = {}


def xy(position):
    return position[:2]


class Thing:
    """An object of ZPS. Its vertices are its positions without those that repeat their predecessor."""

    def __init__(self, record):
        self.name, self.state, self.has_id = record["n"], record["state"], record["has_id"]
        self.role, self.group, self.type, self.level = (record[key] for key in ("role", "group", "type", "level"))
        self.positions = [tuple(position) for position in record["positions"]]
        self.vertices = [here for before, here in zip([None] + self.positions, self.positions) if here != before]
        self.course = [xy(vertex) for vertex in self.vertices]
        self.segments = list(zip(self.vertices, self.vertices[1:]))
        self.flat_segments = list(zip(self.course, self.course[1:]))
        self.is_closed = len(self.vertices) > 1 and self.vertices[0] == self.vertices[-1]


class Area:
    """An area of complete ZPS, called a0, a1, … in the delivery and k0, k1, … in the database. It counts as changed."""

    def __init__(self, record, letter):
        self.name, self.state, self.has_heights = f"{letter}{record['n']}", "changed", record.get("heights")
        self.level, self.role, self.rings = record["level"], record["role"], record["rings"]
        self.edges = [(tuple(a), tuple(b)) for ring in self.rings for a, b in zip(ring, ring[1:]) if a != b]


class Scene:
    def __init__(self, record):
        self.old_rules, self.is_full_state = record["old_rules"], not record["changes"]
        self.is_known = record["known"] or self.is_full_state
        things = [Thing(each) for each in record["objects"]]
        self.removed = [thing for thing in things if thing.state == "removed"]
        self.details, self.points, self.definitions, self.all_lines = (
            [thing for thing in things if thing.role == role and thing.state != "removed"]
            for role in ("detail", "point", "definition", "line")
        )
        self.lines = [line for line in self.all_lines if line.segments]
        self.areas = [Area(each, "a") for each in record["areas"]]
        self.known_areas = [] if self.is_full_state else [Area(each, "k") for each in record["known_areas"]]
        self.change_area = record["change_area"]
        self.levels_at = defaultdict(set)  # of the lines and points that have a vertex at the place
        for thing in self.all_lines + self.points:
            for vertex in thing.vertices:
                self.levels_at[vertex].add(thing.level)
        self.meetings = list(meetings(self.lines))

    def is_complete_at(self, level, place):
        """The last area of complete ZPS that covers the place decides."""
        of_level = (area for area in self.known_areas + self.areas if area.level == level)
        roles = [area.role for area in of_level if covers(area.rings, place)]
        return bool(roles) and roles[-1] != "DEL"


def cross(o, a, b):
    """Zero when the three lie on one straight line."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def lies_on(place, segment):
    return min(segment) <= place <= max(segment) and cross(*segment, place) == 0


def common(one, two):
    """What two segments have in common in XY: nothing (None), a single place (x, y) or a part ((x, y), (x, y))."""
    (a, b), (c, d) = one, two
    if a == b or c == d:
        place, segment = (a, two) if a == b else (c, one)
        return place if lies_on(place, segment) else None
    side_a, side_b, side_c, side_d = cross(c, d, a), cross(c, d, b), cross(a, b, c), cross(a, b, d)
    if side_c == side_d == 0:
        low, high = max(min(one), min(two)), min(max(one), max(two))
        return (low, high) if low < high else low if low == high else None
    if side_a * side_b > 0 or side_c * side_d > 0:
        return None
    share = Fraction(side_a, side_a - side_b)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def without_those_on(parts, places):
    return {place for place in places if not any(lies_on(place, part) for part in parts)}


def meetings(lines):
    """Pairs of lines of the same group and level, but not of the same course: (one, two, common parts, common places beside)."""
    for one, two in combinations(lines, 2):
        if is_same_group(one, two) and one.level == two.level and height_difference(one, two) is None:
            found = {common(a, b) for a in one.flat_segments for b in two.flat_segments} - {None}
            parts = {each for each in found if isinstance(each[0], tuple)}
            yield one, two, parts, without_those_on(parts, found - parts)


def is_same_group(one, two):
    return one.group is not None and one.group == two.group


def height_difference(one, two):
    """The least over the ways to lay one line on the other, each with its greatest; None without the same course."""
    here, there = one.vertices, two.vertices
    ways = [there, there[::-1]]
    if one.is_closed and two.is_closed:
        here = here[:-1]
        ways = [way[i:-1] + way[:i] for way in ways for i in range(len(there) - 1)]
    course = [xy(vertex) for vertex in here]
    ways = [way for way in ways if [xy(vertex) for vertex in way] == course]
    return min((max(abs(a[2] - b[2]) for a, b in zip(here, way)) for way in ways), default=None)


def rounded(place):
    """To whole centimetres, halves up: floor(v + 1/2)."""
    return tuple((2 * v.numerator + v.denominator) // (2 * v.denominator) for v in place)


def covers(rings, place):
    """Inside of an odd number of rings, or on an edge."""
    inside = False
    for a, b in (map(tuple, map(xy, edge)) for ring in rings for edge in zip(ring, ring[1:])):
        if lies_on(place, (a, b)):
            return True
        low, high = (a, b) if a[1] < b[1] else (b, a)
        inside ^= low[1] <= place[1] < high[1] and cross(low, high, place) > 0
    return inside


def cuts(places, segment):
    """The segment between neighbours of its ends and those of the places (or ends of parts) that lie on it."""
    ordered = sorted({*segment, *(place for place in places if lies_on(place, segment))})
    ordered = ordered if segment[0] < segment[1] else ordered[::-1]
    return list(zip(ordered, ordered[1:]))


def met(segment, sides):
    """Where the segment meets the sides: places, and both ends of common parts."""
    for found in {common(segment, side) for side in sides} - {None}:
        yield from found if isinstance(found[0], tuple) else (found,)


def divides(areas, segment):
    """Whether somewhere along the segment the last area that has the side inside says otherwise on the left than on the right."""
    (ax, ay), (bx, by) = segment
    sides = [tuple(map(xy, edge)) for area in areas for edge in area.edges]
    sides = [side for side in sides if side[0] != side[1]]
    for (px, py), (qx, qy) in cuts(list(met(segment, sides)), segment):
        middle, answers = (Fraction(px + qx) / 2, Fraction(py + qy) / 2), set()
        for nx, ny in ((ay - by, bx - ax), (by - ay, ax - bx)):
            far = middle[0] + nx * 2**31, middle[1] + ny * 2**31
            ways = [max((x - middle[0]) / Fraction(nx) if nx else 0, (y - middle[1]) / Fraction(ny) if ny else 0) for x, y in met((middle, far), sides)]
            half = min([way for way in ways if way > 0], default=1) / 2
            beside = middle[0] + nx * half, middle[1] + ny * half
            roles = [area.role for area in areas if covers(area.rings, beside)]
            answers.add(bool(roles) and roles[-1] != "DEL")
        if len(answers) == 2:
            return True
    return False


def square(a, b):
    return sum((p - q) ** 2 for p, q in zip(a, b))


def is_near(place, segment):
    """Nearer than NEAR to the nearest place of the segment: an end, or the foot of the perpendicular."""
    a, b = segment
    length, reach = square(a, b), sum((p - v) * (w - v) for p, v, w in zip(place, a, b))
    if not 0 < reach < length:
        return min(square(place, a), square(place, b)) < NEAR**2
    return square(place, a) * length - reach**2 < NEAR**2 * length


def check(number):
    return lambda function: CHECKS.setdefault(number, function)


@check("3.1")
def vertex_without_detail_point(scene):
    if scene.is_full_state and not scene.details:
        return
    for thing in scene.all_lines + scene.points:
        for vertex in set(thing.vertices):
            levels = {level for level in scene.levels_at[vertex] if abs(level) <= abs(thing.level)} | {thing.level}
            if not any(detail.vertices[0] == vertex and detail.level in levels for detail in scene.details):
                yield "error", [thing], [vertex]


@check("3.2")
def lines_overlap(scene):
    for one, two, parts, _ in scene.meetings:
        if parts:
            yield "error", [one, two], sorted(parts)


@check("3.3")
def lines_cross(scene):
    for one, two, _, places in scene.meetings:
        for place in places:
            if not all(place in (line.course[0], line.course[-1]) for line in (one, two)):
                yield "error", [one, two], [rounded(place)]


@check("3.4")
def line_meets_itself(scene):
    for line in scene.lines:
        if len(line.vertices) <= 2:
            continue
        last = len(line.segments)
        pairs = combinations(enumerate(line.course), 2)
        places, parts = {a for (i, a), (j, b) in pairs if a == b and (i, j) != (0, last)}, set()
        for (i, one), (j, two) in combinations(enumerate(line.flat_segments), 2):
            found = common(one, two)
            returns = (i, j) == (0, last - 1) and one[0] == two[1]
            if found is not None and not (j == i + 1 and found == one[1]) and not (returns and found == one[0]):
                (parts if isinstance(found[0], tuple) else places).add(found)
        for place in without_those_on(parts, places):
            yield "error", [line], [rounded(place)]
        if parts:
            yield "error", [line], sorted(parts)


@check("3.5")
def repeated_position(scene):
    for line in scene.all_lines:
        for before, here in zip(line.positions, line.positions[1:]):
            if here == before:
                yield "error", [line], [here]


@check("3.6")
def lines_of_same_course(scene):
    for one, two in combinations(scene.lines, 2):
        if one.level == two.level and (is_same_group(one, two) or one.type == two.type):
            difference = height_difference(one, two)
            if difference is not None and difference < DOUBLE_EDGE:
                yield "warning" if difference else "error", [one, two], []


@check("3.7")
def free_end(scene):
    lines = [line for line in scene.lines if line.group is not None]
    vertices = Counter((line.level, vertex) for line in lines for vertex in line.vertices)
    for line in lines:
        for end in (line.vertices[0], line.vertices[-1]):
            if not line.is_closed and vertices[line.level, end] == 1:
                if line.group == "underground":
                    yield "warning", [line], [end]
                elif not scene.is_known or scene.is_complete_at(line.level, xy(end)):
                    yield "error", [line], [end]


@check("3.8")
def duplicate_points(scene):
    sets = defaultdict(list)
    for point in scene.details + scene.points:
        sets[point.role, point.vertices[0]].append(point)
    for point in scene.definitions:
        sets[point.role, point.level, point.course[0]].append(point)
    for key, points in sets.items():
        if len(points) > 1:
            yield "error", points, [key[-1]]


@check("3.9")
def points_too_close(scene):
    for one, two in chain(combinations(scene.details, 2), combinations(scene.points, 2)):
        if one.level == two.level and 0 < square(one.vertices[0], two.vertices[0]) < NEAR**2:
            yield "warning", [one, two], sorted([one.vertices[0], two.vertices[0]])


@check("3.10")
def short_segment(scene):
    for line in scene.lines:
        for segment in line.segments:
            if square(*segment) < NEAR**2:
                yield "warning", [line], sorted(segment)


@check("3.11")
def detail_point_without_vertex(scene):
    if scene.is_full_state and not scene.all_lines and not scene.points:
        return
    for detail in scene.details:
        if detail.level not in scene.levels_at[detail.vertices[0]]:
            if scene.change_area is None or covers(scene.change_area, detail.course[0]):
                yield "error", [detail], [detail.vertices[0]]


@check("3.12")
def outline_without_line(scene):
    told = {}
    for is_old in (True, False):
        for area in scene.known_areas + scene.areas:
            was_there = area in scene.known_areas or area.role == "REF" or scene.is_full_state
            is_judged = was_there or area.role == "DEL" if is_old else not was_there
            if is_judged and not (scene.old_rules and area.level != 0):
                told |= {piece: area for piece in pieces_without_line(scene, area, is_old)}
    for (_, *ends), area in told.items():
        yield "error", [area], sorted(map(xy, ends))


def pieces_without_line(scene, area, was_there):
    """Pieces as (level, end, end) in ascending order; XYZ of the ends where heights count."""
    in_space = scene.old_rules and area.has_heights
    of_level = [each for each in scene.known_areas + scene.areas if each.level == area.level]
    vertices = [] if in_space or not was_there else [xy(tuple(place)) for each in of_level for ring in each.rings for place in ring]
    present, removed = along(scene.lines, area.level, in_space), along(scene.removed, area.level, in_space)
    for edge in area.edges:
        edge = edge if in_space else tuple(map(xy, edge))
        for piece in cuts(vertices, edge) if edge[0] != edge[1] and not in_space else [edge]:
            ways = {frozenset(edge), frozenset(piece)}
            if piece[0] == piece[1] or ways & present:
                continue
            if was_there:
                is_missing = scene.is_full_state or ways & removed
                is_missing = is_missing and divides(of_level, tuple(map(xy, piece)))
            else:
                is_missing = area.role == "NEW" or not ways & removed
            if is_missing:
                yield area.level, *sorted(piece)


def along(things, level, in_space):
    """The segments of lines of any group of a level."""
    lines = [each for each in things if each.group is not None and each.level == level]
    return {frozenset(each) for line in lines for each in (line.segments if in_space else line.flat_segments)}


@check("3.13")
def detail_point_beside_line(scene):
    for detail, line in product(scene.details, scene.lines):
        flat, in_space = (line.course, line.flat_segments), (line.vertices, line.segments)
        vertices, segments = in_space if scene.old_rules else flat
        place = detail.vertices[0] if scene.old_rules else detail.course[0]
        if detail.level == line.level and place not in vertices and any(is_near(place, each) for each in segments):
            yield "warning", [detail, line], [detail.vertices[0]]


@check("OST.1")
def definition_point_in_deleted_area(scene):
    for point in scene.definitions:
        areas = [area for area in scene.areas if area.role == "DEL" and area.level == point.level]
        if point.has_id and any(covers(area.rings, point.course[0]) for area in areas):
            yield "warning", [point], [point.course[0]]


def follows(scene, number, thing, place):
    """Whether an object that the change removed explains what is wrong with one that stays."""
    removed = [each for each in scene.removed if each.role != "definition" and place in each.vertices]
    users = [each for each in removed if each.role != "detail"]
    if number == "3.7":
        return any(each.group is not None and each.level == thing.level for each in users)
    if number == "3.11":
        return any(each.level == thing.level for each in users)
    nearer = [each for each in removed if abs(each.level) <= abs(thing.level)]
    return any(each.role == "detail" or each.level != thing.level for each in nearer) or any(
        each.role == "detail" and each.level == thing.level for each in removed
    )


def order(finding):
    """In 3.4, single places come before the common parts."""
    return *finding[:3], any(isinstance(each[0], tuple) for each in finding[3]), finding[3]


def judge(record):
    scene, findings, unjudged = Scene(record), set(), {}
    for number, find in CHECKS.items():
        told = {
            (number, severity, tuple(sorted(thing.name for thing in things)), tuple(place))
            for severity, things, place in find(scene)
            if number == "OST.1"
            or any(thing.state == "changed" for thing in things)
            or number in TOLD_OF_REFERENCES and follows(scene, number, things[0], place[0])
        }
        if scene.is_known or number not in NEEDS_SURROUNDINGS:
            findings |= told
        elif told:
            unjudged[number] = len(told)
    return {"findings": sorted(findings, key=order), "unjudged": unjudged}


json.dump([judge(record) for record in json.load(sys.stdin)], sys.stdout)
