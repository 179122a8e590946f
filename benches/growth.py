#!/usr/bin/env python3
"""Draws what `benches/topology.sh growth` prints, from stdin to stdout: seconds over objects, both logarithmic, beside n log n."""

import math
import re
import sys

WIDTH, HEIGHT, LEFT, BOTTOM = 520, 300, 60, 250
RIGHT, TOP = WIDTH - 50, 20

lines = [re.match(r"(\d+) objects: ([\d.]+) s.*peak (\d+)", line) for line in sys.stdin]
found = [(int(line[1]), float(line[2])) for line in lines if line]
first, seconds = found[0]
low, high = math.floor(math.log10(first)), math.log10(found[-1][0])
floor, ceiling = math.floor(math.log10(seconds)), math.ceil(math.log10(found[-1][1] * 1.3))


def at(objects, duration):
    x = LEFT + (math.log10(objects) - low) / (high - low) * (RIGHT - LEFT)
    y = BOTTOM - (math.log10(duration) - floor) / (ceiling - floor) * (BOTTOM - TOP)
    return f"{x:.1f},{y:.1f}"


def text(place, anchor, words, down=0):
    x, y = place.split(",")
    return f'<text x="{x}" y="{float(y) + down:.1f}" text-anchor="{anchor}">{words}</text>'


law = [at(n, seconds * n * math.log(n) / (first * math.log(first))) for n, _ in found]
out = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#333"/>',
]
for power in range(floor, ceiling + 1):
    place = at(10**low, 10**power)
    out.append(f'<path d="M{place.replace(",", " ")}H{RIGHT}" stroke="#ddd"/>')
    out.append(text(f"{LEFT - 6},{place.split(',')[1]}", "end", f"{10.0 ** power:g} s", 4))
for objects, duration in found:
    out.append(text(at(objects, 10**floor), "middle", f"{objects:,}".replace(",", "\u00a0"), 18))
    out.append(text(at(objects, duration), "middle", f"{duration:.2f} s", 20))
out.append(text(f"{(LEFT + RIGHT) / 2},{HEIGHT - 8}", "middle", "objects of the file"))
out.append(f'<polyline points="{" ".join(law)}" fill="none" stroke="#999" stroke-dasharray="5 4"/>')
out.append(text(law[-1], "end", "n log n ", -6))
out.append(f'<polyline points="{" ".join(at(*each) for each in found)}" fill="none" stroke="#c00" stroke-width="2"/>')
out += [f'<circle cx="{at(*each).replace(",", chr(34) + " cy=" + chr(34))}" r="4" fill="#c00"/>' for each in found]
print("\n".join(out + ["</svg>"]))
