#!/usr/bin/env python3
"""An independent reading of an official XSD package: figures that a compiled catalogue must agree with.

    catalogue.py PACKAGE.zip

Prints JSON. Shares no code and no approach with the compiler: lxml, XPath over the whole of a file, no resolving of
names beyond their local part.
"""

import collections
import json
import sys
import zipfile

from lxml import etree

NS = {"xs": "http://www.w3.org/2001/XMLSchema"}


def local(name):
    return name.rpartition(":")[2]


def demands(tree, attributes):
    """Of each attribute of a type, groups unfolded: record kinds to whether it must be there."""
    out = collections.defaultdict(dict)
    bodies = {"*": tree} if tree.xpath("//*[@ref='cmn:ZapisObjektu']") else {}
    for element in tree.xpath("//xs:element[@substitutionGroup='ZaznamObjektu']", namespaces=NS):
        body = tree.xpath("/xs:schema/xs:complexType[@name=$name]", namespaces=NS, name=element.get("type"))[0]
        bodies[element.get("name").removeprefix("ZaznamObjektu")] = body
    for kind, body in bodies.items():
        for member in body.xpath(".//xs:all/xs:element", namespaces=NS):
            named, typed = local(member.get("ref") or ""), local(member.get("type") or "")
            inner = attributes.xpath(
                "/xs:schema/*[@name=$named or @name=$typed]//xs:all/xs:element", namespaces=NS, named=named, typed=typed
            )
            for one in inner or [member]:
                out[local(one.get("ref"))][kind] = one.get("minOccurs") != "0"
    return out


def main():
    package = zipfile.ZipFile(sys.argv[1])
    trees = {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xsd")}
    index = next(tree for name, tree in trees.items() if name.endswith("xsd/index/index_data.xsd"))
    attributes = next(tree for name, tree in trees.items() if name.endswith("common/atributy.xsd"))
    objects = {tree.get("targetNamespace"): tree for name, tree in trees.items() if "/objekty/" in name}

    figures = collections.Counter()
    used, groups, types, required = set(), set(), {}, {}
    for element in index.xpath("//xs:element[@substitutionGroup='ObjektJVFDTM']", namespaces=NS):
        prefix = element.get("type").partition(":")[0]
        tree = objects[element.nsmap[prefix]]

        def fixed(name):
            return next(iter(tree.xpath(f"//*[@name='{name}']/@fixed", namespaces=NS)), None)

        # The content of records: inside the type (generation 1) or in named types of the file (generation 2).
        members = tree.xpath("//xs:all/xs:element", namespaces=NS)
        names = {local(member.get("ref") or member.get("name")) for member in members}
        own = {name for name in names if not name.startswith("SpolecneAtributy")}
        shared = names - own
        used |= own
        groups |= shared
        kinds = sorted(
            set(tree.xpath("//xs:element[@substitutionGroup='ZaznamObjektu']/@name", namespaces=NS))
        )
        area = bool(tree.xpath("//*[@ref='atr:OblastObjektuKI']", namespaces=NS))
        derived = bool(
            tree.xpath("//*[@ref='gml:multiCurveProperty' or @type='cmn:GeometrieObjektuPlochaZPSType']", namespaces=NS)
        )
        figures[f"suffix {fixed('code_suffix')}"] += 1
        figures[f"part {fixed('ObsahovaCast')}"] += 1
        figures["derived"] += derived
        figures["critical area"] += area
        required[element.get("name")] = demands(tree, attributes)
        types[element.get("name")] = [
            fixed("code_base"),
            fixed("code_suffix"),
            element.nsmap[prefix],
            fixed("ObjektovyTypNazev"),
            fixed("KategorieObjektu"),
            fixed("SkupinaObjektu"),
            sorted(own),
            sorted(shared),
            [kind.removeprefix("ZaznamObjektu") for kind in kinds],
        ]

    for group in groups:
        refs = attributes.xpath(
            "/xs:schema/xs:element[@name=$group]//xs:element/@ref"
            " | /xs:schema/xs:complexType[starts-with(@name, $group) and substring(@name, string-length(@name) - 3) = 'Type']"
            "//xs:element/@ref",
            namespaces=NS,
            group=group,
        )
        used |= {local(ref) for ref in refs}
    declared = {
        element.get("name"): [
            [
                value.get("value"),
                "; ".join(
                    " ".join(text.split()) for text in value.xpath(".//xs:documentation/text()", namespaces=NS)
                )
                or value.get("value"),
            ]
            for value in element.xpath(".//xs:enumeration", namespaces=NS)
        ]
        for element in attributes.xpath("/xs:schema/xs:element", namespaces=NS)
    }
    codes = {name: declared[name] for name in used}
    judged = {"figures": figures, "types": types, "required": required, "codes": codes, "groups": sorted(groups)}
    json.dump(judged, sys.stdout)


if __name__ == "__main__":
    main()
