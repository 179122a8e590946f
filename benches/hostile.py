#!/usr/bin/env python3
"""Writes a delivery that is made to harm, to stdout. Usage: benches/hostile.py KIND COUNT

crossing  lines that all cross          star    an area of complete ZPS whose edges all cross
heap      detail points on a heap       comb    an area of complete ZPS with many long teeth, and lines that end in them
again     one line again and again      same    one area of complete ZPS again and again, each a centimetre longer
parallel  lines of 100 km side by side  copies  near copies of a line of 2 000 vertices

With an area of complete ZPS along a line around, for the derivation of areas:

fan       triangles around one place    straight  an outline that goes straight on through all its vertices
islands   holes in one face             upright   vertical edges at one corner of a building
named     definition points in one face crossed   lines that all cross
"""

import math
import random
import sys

kind, count = sys.argv[1], int(sys.argv[2])
random.seed(1)
HEAD = """<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:g="http://www.opengis.net/gml/3.2"><DataJVFDTM><c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM>\
<c:TypZapisu>kompletní zápis</c:TypZapisu><Data>"""
LEVEL = "<a:{0}><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS></a:{0}>"


def place(x, y):
    return f"{x - 760000:.2f} {y - 1040000:.2f}"


def objects(element, namespace, geometries):
    print(f'<{element}><ZaznamyObjektu xmlns="{namespace}">')
    for geometry in geometries:
        print(
            "<ZaznamObjektu><c:ZapisObjektu>r</c:ZapisObjektu><AtributyObjektu>", LEVEL.format("SpolecneAtributyObjektuZPS"),
            f"</AtributyObjektu><GeometrieObjektu>{geometry}</GeometrieObjektu></ZaznamObjektu>", sep="",
        )
    print(f"</ZaznamyObjektu></{element}>")


def lines(courses):
    def line(course):
        places = " ".join(f"{place(x, y)} {z[0] if z else 300:.2f}" for x, y, *z in course)
        return f'<g:curveProperty><g:LineString srsDimension="3"><g:posList>{places}</g:posList></g:LineString></g:curveProperty>'

    objects("HraniceBudovy", "hrabud", map(line, courses))


def point(x, y, z):
    return f'<g:pointProperty><g:Point srsDimension="3"><g:pos>{place(x, y)} {z:.2f}</g:pos></g:Point></g:pointProperty>'


def points(places):
    objects("PodrobnyBodZPS", "pobzps", (point(*each) for each in places))


def definition_points(places):
    objects("BudovaDefinicniBod", "buddef", (point(x, y, 0) for x, y in places))


def area(ring):
    places = " ".join(place(x, y) for x, y in ring)
    return (
        "<ZaznamZPS><AtributyObjektu><a:SpolecneAtributyVsechObjektu><a:PopisObjektu>REF</a:PopisObjektu></a:SpolecneAtributyVsechObjektu>"
        + LEVEL.format("SpolecneAtributyObjektuZPS")
        + '</AtributyObjektu><GeometrieObjektu><PlochaZPS><g:surfaceProperty><g:Polygon srsDimension="2"><g:exterior><g:LinearRing>'
        + f"<g:posList>{places}</g:posList></g:LinearRing></g:exterior></g:Polygon></g:surfaceProperty></PlochaZPS></GeometrieObjektu></ZaznamZPS>"
    )


def comb():
    teeth = [place for n in range(count // 2) for place in ((n * 0.02, 100), (n * 0.02 + 0.01, 1))]
    return [(0, 0), *teeth, (count * 0.01, 0), (0, 0)]


def star():
    corners = count | 1
    at = [(1000 * math.cos(2 * math.pi * n / corners), 1000 * math.sin(2 * math.pi * n / corners)) for n in range(corners)]
    ring = [at[n * (corners // 2) % corners] for n in range(corners)]
    return [*ring, ring[0]]


def framed(size):
    """A line around a square, which is complete."""
    frame = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    rings.append(frame)
    return frame


rings = []
print(HEAD)
if kind == "crossing":
    lines([(random.random() * 80, 0), (random.random() * 80, 80)] for _ in range(count))
elif kind == "heap":
    points((n % 5 / 100, n // 5 % 5 / 100, 300 + n // 25 % 100 / 100) for n in range(count))
elif kind == "again":
    lines([(0, 0), (10, 0)] for _ in range(count))
elif kind == "parallel":
    lines([(n / 2, 0), (n / 2 + 100_000, 50_000)] for n in range(count))
elif kind == "copies":
    jitter = lambda: random.randint(0, 3) / 100
    lines([(n + jitter(), n % 2 + jitter()) for n in range(2_000)] for _ in range(count))
elif kind == "comb":
    rings.append(comb())
    lines([(n * 0.05, -5), (n * 0.05, 50)] for n in range(count // 10))
elif kind == "star":
    rings.append(star())
elif kind == "same":
    rings.extend([(0, 0), (100 + n / 100, 0), (100, 100), (0, 0)] for n in range(count))
elif kind == "fan":
    around = [(round(5000 * math.cos(2 * math.pi * n / count), 2), round(5000 * math.sin(2 * math.pi * n / count), 2)) for n in range(count)]
    rings.append([*around, around[0]])
    lines([[*around, around[0]], *([(0, 0), end] for end in around)])
elif kind == "islands":
    island = lambda x, y: [(x, y), (x + 0.5, y), (x, y + 0.5), (x, y)]
    lines([framed(1001), *(island(n % 1000 + 0.2, n // 1000 + 0.2) for n in range(count))])
    definition_points([(0.05, 0.05)])
elif kind == "named":
    lines([framed(1001)])
    definition_points((n % 1000 + 0.5, n // 1000 + 0.5) for n in range(count))
elif kind == "straight":
    side = [(n / 100, 0) for n in range(count)]
    rings.append([*side, (count / 100, 100), (0, 100), (0, 0)])
    lines([side[:: count - 1], [side[-1], (count / 100, 100), (0, 100), (0, 0)]])
    definition_points([(1, 1)])
elif kind == "upright":
    lines([framed(100), *([(0, 0, 300 + n / 100), (0, 0, 300.01 + n / 100)] for n in range(count))])
    definition_points([(1, 1)])
elif kind == "crossed":
    lines([framed(100), *([(random.random() * 80, 1), (random.random() * 80, 80)] for _ in range(count))])
    definition_points((random.random() * 80, random.random() * 80) for _ in range(count))
else:
    sys.exit(__doc__)
print('</Data><DoprovodneInformace xmlns="dopinf"><OblastiKompletniZPS>', *map(area, rings), sep="\n")
print("</OblastiKompletniZPS></DoprovodneInformace></DataJVFDTM></JVFDTM>")
