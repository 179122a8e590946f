#!/usr/bin/env python3
"""Requests for benches/history.sh: `history.py ROUNDS REQUESTS NAME=BASE NAME=BASE…`.

Sends the same random requests of each kind to every service in turn, one connection each, and prints the median of every kind
and service in milliseconds: `KIND NAME MILLISECONDS BYTES`. Places and types are those of fixtures/history.sql.
"""

import http.client
import random
import statistics
import sys
import time

REGION, OBJECTS = 42, 300_000
TYPES = {"PodrobnyBodZPS": 218, "VyskovyBodNaTerenu": 219, "OsaPozemniKomunikace": 4, "BudovaPlocha": 1}
PAST = "&datetime=2026-02-01T06:00:00Z"
GRID_LEVEL, GRID_ORIGIN = (12, 128.016), (-925_000, -920_000)
CRS = "&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/5514"


def page(past=""):
    element, series = random.choice(list(TYPES.items()))
    after = f"{REGION}.{REGION}{series:05}{random.randrange(OBJECTS):010}.1"
    return f"/collections/{element}/items?f=json&limit=100&after={after}{past}"


def corner(size):
    town = random.randrange(OBJECTS // 10_000)
    west = -790_000 + town % 20 * 3_000 + random.random() * (1_730 - size)
    south = -1_005_000 + town // 20 * 3_000 + random.random() * (1_730 - size)
    return west, south


def bbox(past="", size=200):
    west, south = corner(size)
    box = f"{west:.2f},{south:.2f},{west + size:.2f},{south + size:.2f}"
    return f"/collections/{random.choice(list(TYPES))}/items?f=json&limit=100&bbox={box}{CRS}{past}"


def tile():
    level, side = GRID_LEVEL
    x, y = corner(0)
    column, row = int((x - GRID_ORIGIN[0]) / side), int((GRID_ORIGIN[1] - y) / side)
    return f"/tiles/{random.choice(['zps', 'di'])}/SJTSKQuad5514/{level}/{row}/{column}"


KINDS = {
    "tile": tile,
    "page": page,
    "bbox": bbox,
    "past-page": lambda: page(PAST),
    "past-bbox": lambda: bbox(PAST),
}


def ask(connection, path):
    start = time.perf_counter()
    connection.request("GET", path, headers={"accept-encoding": "identity"})
    answer = connection.getresponse()
    size = len(answer.read())
    assert answer.status in (200, 204), (answer.status, path)
    return (time.perf_counter() - start) * 1000, size


def main():
    rounds, requests = int(sys.argv[1]), int(sys.argv[2])
    services = {}
    for argument in sys.argv[3:]:
        name, address = argument.split("=")
        services[name] = http.client.HTTPConnection(address)
    medians, sizes = {}, {}
    for number in range(rounds):
        for kind, make in KINDS.items():
            random.seed(f"{number} {kind}")
            paths = [make() for _ in range(requests)]
            for name, connection in services.items():
                answers = [ask(connection, path) for path in paths]
                medians.setdefault((kind, name), []).append(statistics.median(ms for ms, _ in answers))
                sizes[kind, name] = statistics.mean(size for _, size in answers)
    for (kind, name), values in medians.items():
        print(kind, name, f"{statistics.median(values):.3f}", f"{sizes[kind, name]:.0f}")


main()
