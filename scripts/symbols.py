#!/usr/bin/env python3
"""Turns the published symbol catalogue of the Czech DTM (a table) into schemas/symbols/VERSION.json.

    scripts/symbols.py TABLE.csv schemas/jvf/1.4.3.json schemas/symbols/1.4.3.json

Only facts are taken: colours, line widths and sizes in millimetres, dashes in millimetres. The table was made for
people; what a program must know about it is written below: whole blocks that slipped under the code before them,
colours that slipped into the column of widths, rows of two geometries under one heading. What the table leaves open
comes from its other rows of the same group, then from the content part; such symbols are marked `derived`.
The output has one symbol a line, so that changes can be read.
"""

import collections
import csv
import json
import re
import sys

GEOMETRY = {"bod": "point", "linie": "line", "plocha": "area"}
# Values that tell the geometry the row is for.
GEOMETRY_VALUES = {**GEOMETRY, "plocha (koridor záměru)": "area"}
# The second of two rows for the same value is drawn for the other geometry of the type.
OTHER = {"area": "point", "line": "area", "point": "area"}

# Values whose wording differs from the code list.
SYNONYMS = {
    "účelové komunikace": "účelová komunikace",
    "vlajková stožár": "vlajkový stožár",
    "nerozlišeno": "nezjištěno",
    "čerpací stanice kanalizační sítě": "čerpací stanice",
    "op s omezením staveb vzdušných vedení vn a vvn": "op s omezením staveb vzdušných - vedení vn a vvn",
}

# Rows that stand under the wrong code: (code, test of the row) -> code they belong to. The rows of water supply
# intents follow those of gas, the ones of heating those of product pipelines, the ones of railways those of roads.
MISPLACED = [
    ("0100000355", lambda row: row["fill"] == "#005ce6" and row["value"] != "plocha", "0100000357"),
    ("0100000294", lambda row: row["value"].endswith("dráhy"), "0100000295"),
]

# Rows that two rows were merged into, or whose columns slipped: said again in full.
DROPPED = {("0100000355", "bod"), ("0100000355", "plocha"), ("0100000361", "bod"), ("0100000361", "plocha")}
RESTATED = [
    ("0100000355", "point", {"fill": "#4ce600", "width_mm": 4.0}),
    ("0100000356", "line", {"stroke": "#005ce6", "width_mm": 0.5, "dash": [3.0, 1.5]}),
    ("0100000356", "area", {"stroke": "#005ce6", "width_mm": 0.35}),
    ("0100000361", "point", {"fill": "#73004c", "width_mm": 4.0}),
    ("0100000362", "line", {"stroke": "#ff7d00", "width_mm": 0.5, "dash": [3.0, 1.5]}),
    ("0100000362", "area", {"stroke": "#ff7d00", "width_mm": 0.35}),
    ("0100000154", "area", {"fill": "#d2d2d2"}),
]

# Where neither a row nor its relatives say anything.
PART_COLOUR = {"ZPS": "#646464", "DI": "#000000", "TI": "#343434"}
WIDTH = {"line": 0.18, "area": 0.18, "point": 1.0, "definition-point": 0.8}
UNKNOWN = "#646464"


def normal(text):
    text = " ".join(text.split()).lower()
    return SYNONYMS.get(text, text)


def wordings(title):
    """A text of a code list and, when it names two things, each of them."""
    title = normal(title)
    return {title, *title.split("/")}


def luminance(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def dash(text):
    """The first pattern of a line style; marks along a full line (gaps longer than dashes) make it a full line."""
    numbers = re.findall(r"\d+(?:,\d+)?", text.split("/")[0].split("[")[0])
    if not text.startswith("čárkovaná") or len(numbers) != 2:
        return None
    on, off = (float(number.replace(",", ".")) for number in numbers)
    return [on, off] if off <= on else None


def style(row, geometry):
    """Fill, stroke, width and dash of a row as that geometry is drawn; what is missing is absent."""
    fill, stroke, width = row["fill"], row["stroke"], row["width_mm"]
    if re.fullmatch(r"\d{9}", width):  # a colour in the column of widths
        fill, width = "#%02x%02x%02x" % tuple(int(width[i : i + 3]) for i in (0, 3, 6)), ""
    if re.fullmatch(r"\d{9}", stroke):
        stroke = ""
    out = {}
    if geometry == "line":
        if fill or stroke:
            out["stroke"] = fill or stroke
        if width:
            out["width_mm"] = float(width)
        if row["line_style"]:
            out["dash"] = dash(row["line_style"])
    elif geometry == "area":
        # Zones, intents and roofs are drawn by their outline: the only colour is that of the line.
        outline = fill and width and not stroke and luminance(fill) < 0.75
        if outline:
            fill, stroke = "", fill
        if fill:
            out["fill"] = fill
        if stroke or (width and not fill):
            if stroke:
                out["stroke"] = stroke
            if width:
                out["width_mm"] = float(width)
            if row["line_style"]:
                out["dash"] = dash(row["line_style"])
    else:
        if fill or stroke:
            out["fill"] = fill or stroke
        if width:
            out["width_mm"] = float(width)
    return out


class Catalogue:
    def __init__(self, path):
        data = json.load(open(path, encoding="utf-8"))
        self.version = data["version"]
        self.attributes = {a["name"]: a for a in data["attributes"]}
        self.groups = {g["name"]: g for g in data["groups"]}
        self.types = data["object_types"]
        self.by_code = {(t["code_base"], t["geometry"]): t for t in self.types}

    def coded(self, object_type):
        """The type's own attributes with a code list, the shared groups left out: no symbol depends on those."""
        names = [u["name"] for u in object_type["attributes"] if u["name"] not in self.groups]
        return [self.attributes[n] for n in names if self.attributes[n].get("codes")]

    def conditions(self, object_type, heading, value):
        """The attribute values a row is for; None when they cannot be found."""
        parts = [normal(part) for part in value.split("\n")]
        titles = [normal(part) for part in heading.split("\n") if part.strip()]
        if len(titles) < 2:
            parts, titles = [normal(value)], titles[:1]
        found = []
        for index, part in enumerate(parts):
            hits = [
                (attribute, code["value"])
                for attribute in self.coded(object_type)
                for code in attribute["codes"]
                if part in wordings(code["title"])
            ]
            if index < len(titles):
                named = [hit for hit in hits if normal(hit[0]["title"]) == titles[index]]
                hits = named or hits
            if not hits:
                return None
            # "not found out" is in every list; the row is for the list that the other rows are for.
            hits.sort(key=lambda hit: -self.weight(object_type, hit[0]))
            found.append({"attribute": hits[0][0]["name"], "value": hits[0][1]})
        return found

    def weight(self, object_type, attribute):
        known = self.used.get(object_type["code_base"], collections.Counter())
        return known[attribute["name"]]

    used = {}


def read_rows(path, catalogue):
    """Rows as (object type, heading, value or "", style), each with its right code and geometry."""
    rows, seen = [], set()
    for row in csv.DictReader(open(path, encoding="utf-8")):
        value = row["value"].strip()
        if (row["code_base"], value) in DROPPED:
            continue
        for code, test, right in MISPLACED:
            if row["code_base"] == code and test(row):
                row["code_base"] = right
        if value in GEOMETRY_VALUES:
            geometries, value = [GEOMETRY_VALUES[value]], ""
        elif row["geometry"] == "plocha nebo bod":
            geometries = ["area", "point"] if not row["width_mm"] else ["area" if row["stroke"] else "point"]
        else:
            geometries = [GEOMETRY[row["geometry"]]]
            if (row["code_base"], geometries[0], normal(value)) in seen and value:
                geometries = [OTHER[geometries[0]]]
            elif geometries == ["area"] and not row["stroke"] and re.fullmatch(r"[2-9]", row["width_mm"]):
                geometries = ["point"]  # no outline is that wide: the size of a mark
        for geometry in geometries:
            seen.add((row["code_base"], geometry, normal(value)))
            object_type = catalogue.by_code.get((row["code_base"], geometry))
            if object_type is None:
                print(f"note: no type {row['code_base']} {geometry} ({row['object_type']})", file=sys.stderr)
                continue
            rows.append((object_type, row["attribute"], value, style(row, geometry)))
    for code, geometry, restated in RESTATED:
        rows.append((catalogue.by_code[code, geometry], "", "", restated))
    return rows


def count_attributes(rows, catalogue):
    """How often each attribute is meant, from the values that only one list has."""
    for object_type, _, value, _ in rows:
        for part in value.split("\n") if value else []:
            hits = [
                attribute["name"]
                for attribute in catalogue.coded(object_type)
                if any(normal(part) in wordings(code["title"]) for code in attribute["codes"])
            ]
            if len(hits) == 1:
                catalogue.used.setdefault(object_type["code_base"], collections.Counter())[hits[0]] += 1


def commonest(counter):
    return max(counter.items(), key=lambda item: (item[1], item[0]))[0] if counter else None


def agreed(counter):
    """The commonest value when two thirds of the rows have it: a colour that stands for a network."""
    value = commonest(counter)
    return value if value and counter[value] * 3 >= sum(counter.values()) * 2 else None


class Relatives:
    """Colours and widths of the table by group, for what a row leaves open."""

    def __init__(self, rows):
        self.colours = collections.defaultdict(collections.Counter)
        self.widths = collections.defaultdict(collections.Counter)
        for object_type, _, _, drawn in rows:
            geometry = object_type["geometry"]
            key = (object_type["part"], object_type["group"], geometry)
            for name in ("fill", "stroke"):
                self.colours[*key, name][drawn.get(name, "")] += 1
            if "width_mm" in drawn:
                self.widths[key][drawn["width_mm"]] += 1

    def colour(self, object_type, name):
        key = (object_type["part"], object_type["group"], object_type["geometry"], name)
        return agreed(self.colours[key]) or PART_COLOUR[object_type["part"]]

    def width(self, object_type):
        key = (object_type["part"], object_type["group"], object_type["geometry"])
        return commonest(self.widths[key]) or WIDTH[object_type["geometry"]]

    def complete(self, object_type, drawn):
        """A style that can be drawn, and whether anything of it is not from the row."""
        out = {"fill": None, "stroke": None, "width_mm": None, "dash": None, **drawn}
        geometry = object_type["geometry"]
        if geometry == "definition-point":
            out.update(fill=PART_COLOUR[object_type["part"]], width_mm=WIDTH[geometry])
        elif geometry == "point":
            out["fill"] = out["fill"] or self.colour(object_type, "fill")
            out["width_mm"] = out["width_mm"] or self.width(object_type)
        elif geometry == "line" or out["fill"] is None:
            out["stroke"] = out["stroke"] or self.colour(object_type, "stroke")
            out["width_mm"] = out["width_mm"] or self.width(object_type)
        return out, any(value != drawn.get(name) for name, value in out.items())


def symbols_of(object_type, rows, catalogue, relatives):
    """The type's own symbol, then one for each set of attribute values that is drawn differently from it."""
    plain, special = {}, []
    for heading, value, drawn in rows:
        conditions = catalogue.conditions(object_type, heading, value) if value else []
        if conditions is None:
            print(f"note: {object_type['element']}: no code for {value!r}", file=sys.stderr)
        elif not conditions:
            plain = {**drawn, **plain}
        elif drawn:
            special.append((conditions, drawn))
    if not plain and special:
        unknown = [drawn for conditions, drawn in special if all(c["value"] in ("98", "99") for c in conditions)]
        plain = (unknown or [drawn for _, drawn in special])[0]
    drawn, derived = relatives.complete(object_type, plain)
    base = {"key": object_type["element"], "element": object_type["element"], **drawn}
    if derived:
        base["derived"] = True
    yield base
    done = set()
    for conditions, drawn in special:
        key = ".".join([object_type["element"], *(condition["value"] for condition in conditions)])
        drawn, derived = relatives.complete(object_type, {**plain, **drawn})
        if key in done or all(base[name] == drawn[name] for name in drawn):
            continue
        done.add(key)
        yield {"key": key, "element": object_type["element"], "conditions": conditions, **drawn}


def neutral():
    """What is drawn for a type that the catalogue of this version does not have."""
    yield {"key": "unknown-point", "fill": UNKNOWN, "stroke": None, "width_mm": 1.0, "dash": None, "derived": True}
    yield {"key": "unknown-line", "fill": None, "stroke": UNKNOWN, "width_mm": 0.18, "dash": None, "derived": True}
    yield {"key": "unknown-area", "fill": None, "stroke": UNKNOWN, "width_mm": 0.18, "dash": None, "derived": True}
    yield {"key": "unknown-definition-point", "fill": UNKNOWN, "stroke": None, "width_mm": 0.8, "dash": None, "derived": True}


def main():
    table, catalogue_path, output = sys.argv[1:]
    catalogue = Catalogue(catalogue_path)
    rows = read_rows(table, catalogue)
    count_attributes(rows, catalogue)
    relatives = Relatives(rows)
    by_type = collections.defaultdict(list)
    for object_type, *rest in rows:
        by_type[object_type["element"]].append(rest)
    symbols = [
        symbol
        for object_type in catalogue.types
        for symbol in symbols_of(object_type, by_type[object_type["element"]], catalogue, relatives)
    ]
    symbols += neutral()
    with open(output, "w", encoding="utf-8") as file:
        lines = (json.dumps(symbol, ensure_ascii=False, separators=(",", ":")) for symbol in symbols)
        file.write('{\n"version":%s,\n"symbols":[\n%s\n]\n}\n' % (json.dumps(catalogue.version), ",\n".join(lines)))
    derived = sum(1 for symbol in symbols if symbol.get("derived"))
    print(f"{len(symbols)} symbols, {derived} of them completed from relatives", file=sys.stderr)


if __name__ == "__main__":
    main()
