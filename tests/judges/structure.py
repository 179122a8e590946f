#!/usr/bin/env python3
"""Makes mutants of JVF DTM files that are harder than those of the tool beside the project, with libxml2's verdicts.

usage: structure.py --xsd DIR --out DIR [--seed N] [--count N] FILE.xml...

DIR of --xsd holds an unpacked XSD package (its index/index_data.xsd). OUT gets NNNNN.xml and verdicts.jsonl with one line for
each: file, edits, valid, message. Edits: xsi:nil and xsi:type, fixed values, white space, CDATA, lexical forms of every type, XML
attributes everywhere, GML attributes and curves, content of extensions, identifiers twice, elements moved far away.
What libxml2 is known to judge otherwise than the standard says (docs/decisions.md) is not made.
"""
import argparse, copy, json, os, random
from lxml import etree

GML = "http://www.opengis.net/gml/3.2"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
XS = "http://www.w3.org/2001/XMLSchema"
TIMES = ["2024-02-29T24:00:00", "2024-02-29T12:00:00.5+14:00", "2024-02-29T12:00:00-14:01", "-0044-03-15T12:00:00", "0000-01-01T00:00:00",
         "12024-01-01T00:00:00", "02024-01-01T00:00:00", "2024-02-29T12:00:60", "2024-06-31T00:00:00", "2023-02-29T00:00:00",
         "2024-02-29T12:00:00.", "2024-02-29T12:00:00." + "1" * 60, "2024-02-29T23:59:59Z", "2024-02-29", "2024-02-29+02:00",
         "2024-02-30Z", "0001-01-01", "0001-01-01T00:00:00", "2100-02-29", "2024-2-29", "24-02-29"]
NUMBERS = ["-0", "+0", "00", "+007", "-1", "- 1", "1.", ".5", "1.50", "1e2", "9" * 24, "9" * 25, "0" * 40 + "1", "1 ", "\t2\n", "INF", "99", "0099",
           "-3", "+3", "1,5", "٣", "0x1", "1.0", "NaN", "-INF", "1E-3", "12.3.4"]
WORDS = ["", " ", "a", "a b", "A", "true", "TRUE", "0", "1", "f", "x" * 10, "x" * 11, "x" * 25, "x" * 26, "x" * 50, "x" * 51, "x" * 100, "x" * 101,
         "ž" * 50, "ž" * 51, "x" * 255, "x" * 256, "ž" * 1000, "ž" * 1001, "\u00a0", "%zz", "a#b#c", "urn:a:b", "1a", "a:b", "-a", "_a"]
NAMES = ["xs:string", "xs:integer", "xs:nonNegativeInteger", "xs:token", "xs:anyType", "xs:dateTime", "xs:nothing", "nothing",
         "atr:Text50", "cmn:GeometrieObjektuBodType", "gml:PointType", "unbound", ""]


def elements(root):
    return [e for e in root.iter() if isinstance(e.tag, str)]


def leaves(root):
    return [e for e in elements(root) if len(e) == 0]


def name(e):
    return e.tag


def value(rng, root):
    e = rng.choice(leaves(root))
    e.text = rng.choice(rng.choice([TIMES, NUMBERS, WORDS]))
    return f"value of {name(e)} {e.text[:30]!r}"


def kindred_value(rng, root):
    """A value for what looks as if it could take it."""
    dates = [e for e in leaves(root) if "Datum" in name(e) or "Vytvorena" in name(e)]
    numbers = [e for e in leaves(root) if (e.text or "").strip().lstrip("-+").isdigit()]
    group, words = rng.choice([(dates, TIMES), (numbers, NUMBERS)])
    if not group:
        return value(rng, root)
    e = rng.choice(group)
    e.text = rng.choice(words)
    return f"value of {name(e)} {e.text[:30]!r}"


def code_value(rng, root):
    numbers = [e for e in leaves(root) if (e.text or "").strip().lstrip("-+").isdigit()]
    if not numbers:
        return "nothing"
    e = rng.choice(numbers)
    e.text = rng.choice(["+", "0", "00", " ", "\n", "-"]) + e.text + rng.choice(["", " ", "\n\t"])
    return f"value of {name(e)} {e.text!r}"


def nil(rng, root):
    e = rng.choice(elements(root))
    e.set(XSI + "nil", rng.choice(["true", "1", " true ", "false", "0", "TRUE", ""]))
    what = rng.randrange(3)
    if what == 0:
        for child in list(e):
            e.remove(child)
        e.text = None
    elif what == 1 and len(e) == 0:
        e.text = rng.choice([None, " ", "1", "x"])
    return f"nil {name(e)} {e.get(XSI + 'nil')!r}"


def kind(rng, root):
    e = rng.choice(elements(root) if rng.randrange(3) == 0 else leaves(root))
    text = rng.choice(NAMES)
    e.set(XSI + "type", text)
    return f"type of {name(e)} {text}"


def fixed(rng, root):
    wanted = ("ObjektovyTypNazev", "KategorieObjektu", "SkupinaObjektu", "ObsahovaCast", "VerzeRelace", "VerzeRelaceZPS")
    some = [e for e in leaves(root) if etree.QName(e).localname in wanted]
    if not some:
        return "nothing"
    e = rng.choice(some)
    text = e.text or ""
    what = rng.randrange(6)
    if what == 0:
        e.text = None
    elif what == 1:
        e.text = None
        e.append(etree.Comment("empty"))
    elif what == 2:
        e.text = text[: len(text) // 2]
        comment = etree.Comment("in between")
        comment.tail = text[len(text) // 2:]
        e.append(comment)
    elif what == 3:
        e.text = text + " "
    elif what == 4:
        e.text = text.upper()
    else:
        e.text = etree.CDATA(text) if text else None
    return f"fixed {name(e)} {what}"


def xml_attribute(rng, root):
    e = rng.choice(elements(root))
    key = rng.choice(["{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/XML/1998/namespace}space", XSI + "schemaLocation",
                      XSI + "noNamespaceSchemaLocation", XSI + "other", "{%s}id" % GML, "{atr}ID", "code_base", "dim", "gia",
                      "{http://www.w3.org/1999/xlink}href"])
    e.set(key, rng.choice(["cs", "preserve", "atr x.xsd", "x", "1", "0100000168", ""]))
    return f"@{key} on {name(e)}"


def gml_attribute(rng, root):
    some = [e for e in elements(root) if etree.QName(e).namespace == GML]
    if not some:
        return "nothing"
    e = rng.choice(some)
    key = rng.choice(["srsName", "srsDimension", "axisLabels", "uomLabels", "count", "owns", "{%s}id" % GML, "id", "aggregationType"])
    e.set(key, rng.choice(["EPSG:5514", "2", "+3", "0", "-1", "x y", "1 2", "a b c", "", "set", "true", "yes", "_a", "1a", " a1 ", "%", "http://[", "a:b"]))
    return f"{{{GML}}} @{key}={e.get(key)!r} on {name(e)}"


def again(rng, root):
    some = [e for e in elements(root) if e.get("{%s}id" % GML)]
    if len(some) < 2:
        return "nothing"
    one, other = rng.sample(some, 2)
    other.set("{%s}id" % GML, one.get("{%s}id" % GML))
    return f"{{{GML}}} id twice"


def curve(rng, root):
    some = [e for e in elements(root) if e.tag in ("{%s}LineString" % GML, "{%s}LinearRing" % GML)]
    if not some:
        return "nothing"
    e = rng.choice(some)
    triple = "-1 -2 3 -4 -5 6 -7 -8 9"
    segment = rng.choice([
        f"<g:LineStringSegment><g:posList>{triple}</g:posList></g:LineStringSegment>", f"<g:Arc><g:posList>{triple}</g:posList></g:Arc>",
        f'<g:Arc numArc="2"><g:posList>{triple}</g:posList></g:Arc>', f'<g:Arc interpolation="linear"><g:posList>{triple}</g:posList></g:Arc>',
        "<g:Arc><g:pos>1 2</g:pos><g:pos>1 2</g:pos></g:Arc>", "<g:ArcString><g:pos>1 2</g:pos><g:pos>1 2</g:pos><g:pos>1 2</g:pos><g:pos>1 2</g:pos></g:ArcString>",
        '<g:CircleByCenterPoint numArc="1"><g:pos>1 2</g:pos><g:radius uom="m">5</g:radius></g:CircleByCenterPoint>',
        '<g:CircleByCenterPoint><g:pos>1 2</g:pos><g:radius uom="m">5</g:radius></g:CircleByCenterPoint>',
        '<g:ArcByCenterPoint numArc="01"><g:pos>1 2</g:pos><g:radius uom="a b">5</g:radius></g:ArcByCenterPoint>',
        '<g:ArcByCenterPoint numArc="1"><g:pos>1 2</g:pos><g:radius uom="urn:x">5</g:radius><g:endAngle uom="deg">x</g:endAngle></g:ArcByCenterPoint>',
        "<g:Geodesic><g:pos>1 2</g:pos></g:Geodesic>", f"<g:Circle><g:posList>{triple}</g:posList></g:Circle>", "",
    ])
    new = rng.choice([
        f"<g:Curve xmlns:g='{GML}'><g:segments>{segment}</g:segments></g:Curve>", f"<g:LineString xmlns:g='{GML}'><g:pos>1 2</g:pos><g:pos>3 4</g:pos></g:LineString>",
        f"<g:LineString xmlns:g='{GML}'><g:pos>1 2</g:pos></g:LineString>", f"<g:LinearRing xmlns:g='{GML}'><g:posList>1 2</g:posList><g:posList>1 2</g:posList></g:LinearRing>",
        f"<g:Ring xmlns:g='{GML}'><g:curveMember><g:LineString><g:posList>{triple}</g:posList></g:LineString></g:curveMember></g:Ring>",
        f"<g:OrientableCurve xmlns:g='{GML}'><g:baseCurve/></g:OrientableCurve>", f"<g:MultiPoint xmlns:g='{GML}'/>", f"<g:Surface xmlns:g='{GML}'/>",
        f"<g:LineString xmlns:g='{GML}'><g:coordinates>1,2 3,4</g:coordinates></g:LineString>", f"<g:Point xmlns:g='{GML}'><g:pos>1 x</g:pos></g:Point>",
        f"<g:LineString xmlns:g='{GML}'><g:name>a</g:name><g:description>b</g:description><g:posList/></g:LineString>",
        f"<g:LineString xmlns:g='{GML}'><g:description>b</g:description><g:identifier>c</g:identifier><g:posList/></g:LineString>",
    ])
    e.getparent().replace(e, etree.fromstring(new))
    return f"{{{GML}}} curve {new[:60]} {segment[:60]}"


def extension(rng, root):
    content = rng.choice([
        "<u xmlns=''/>", "<u xmlns='urn:u'>text<v a='1'/>text</u>", "<atr:ID xmlns:atr='atr'>1<x/></atr:ID>", "<u><atr:TypZdi xmlns:atr='atr'>x</atr:TypZdi></u>",
        "<u><v><atr:TypZdi xmlns:atr='atr'>1</atr:TypZdi></v></u>", "<objtyp:JVFDTM xmlns:objtyp='objtyp'/>", "<objtyp:Data xmlns:objtyp='objtyp'>x</objtyp:Data>",
        "<zedlin:ZedLinie xmlns:zedlin='zedlin'/>", "<zedlin:ZaznamObjektuDel xmlns:zedlin='zedlin'/>", "<zedlin:AtributyObjektu xmlns:zedlin='zedlin'/>",
        "<u xml:lang='!!'/>", "<u xml:lang='cs'/>", f"<u xmlns:g='{GML}' g:id='1'/>", f"<u xmlns:g='{GML}' g:id='a'/>", f"<g:Point xmlns:g='{GML}'><g:pos>1 2</g:pos></g:Point>",
        f"<g:Point xmlns:g='{GML}'/>", f"<g:MultiPoint xmlns:g='{GML}'/>", "<objtyp:ObjektJVFDTM xmlns:objtyp='objtyp'/>", f"<u xmlns:xs='{XS}' xmlns:i='{XSI[1:-1]}' i:type='xs:integer'>x</u>",
        f"<u xmlns:xs='{XS}' xmlns:i='{XSI[1:-1]}' i:type='xs:integer'>1</u>", f"<u xmlns:i='{XSI[1:-1]}' i:type='zz'>1</u>", f"<u xmlns:i='{XSI[1:-1]}' i:nil='true'>1</u>", "text", "",
        f"<u xmlns:x='http://www.w3.org/1999/xlink' x:show='q'/>", f"<u xmlns:x='http://www.w3.org/1999/xlink' x:show='new'/>", "<d:CharacterString xmlns:d='http://www.isotc211.org/2005/gco'/>",
    ])
    data = f"<DataExtenze>{content}</DataExtenze>"
    whole = etree.fromstring(f"<ExtenzeJVFDTM xmlns='ext'><NazevExtenze>n</NazevExtenze><SpravceExtenze>s</SpravceExtenze><VerzeExtenze/>{data}</ExtenzeJVFDTM>")
    root.append(whole)
    marked = f"{{{GML}}} " if GML in content or "isotc211" in content else ""
    return f"{marked}extension {content}"


def cdata(rng, root):
    some = [e for e in leaves(root) if e.text and e.text.strip()]
    e = rng.choice(some)
    e.text = etree.CDATA(e.text)
    return "CDATA in " + name(e)


def move(rng, root):
    e = rng.choice(elements(root)[1:])
    target = rng.choice([x for x in elements(root) if e not in x.iterancestors() and x is not e and not any(a is e for a in x.iterancestors())])
    target.insert(rng.randrange(len(target) + 1), e)
    return f"move {name(e)} into {name(target)}"


def shuffle(rng, root):
    some = [e for e in elements(root) if len(e) > 2]
    e = rng.choice(some)
    kids = list(e)
    rng.shuffle(kids)
    e[:] = kids
    return "shuffle " + name(e)


def empty(rng, root):
    e = rng.choice(elements(root)[1:])
    for child in list(e):
        e.remove(child)
    e.text = rng.choice([None, "\n "])
    return "empty " + name(e)


EDITS = [value, kindred_value, kindred_value, code_value, nil, nil, kind, fixed, fixed, xml_attribute, gml_attribute, again, curve, extension,
         cdata, move, shuffle, empty]


def shrink(rng, root):
    """Keep at most three records per object type, so that mutants stay small."""
    for group in [e for e in elements(root) if etree.QName(e).localname == "ZaznamyObjektu"]:
        kids = [k for k in group if isinstance(k.tag, str)]
        rng.shuffle(kids)
        for kid in kids[3:]:
            group.remove(kid)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--xsd", required=True)
    options.add_argument("--out", required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("files", nargs="+")
    given = options.parse_args()
    rng = random.Random(given.seed)
    schema = etree.XMLSchema(etree.parse(os.path.join(given.xsd, "index", "index_data.xsd")))
    os.makedirs(given.out, exist_ok=True)
    bases = [etree.parse(file) for file in given.files]
    valid = 0
    with open(os.path.join(given.out, "verdicts.jsonl"), "w", encoding="utf-8") as log:
        for number in range(given.count):
            tree = copy.deepcopy(rng.choice(bases))
            root = tree.getroot()
            shrink(rng, root)
            # Names in values of xsi:type need their prefixes declared at the root.
            prefixes = {**root.nsmap, "xs": XS, "atr": "atr", "cmn": "cmn", "gml": GML}
            fresh = etree.Element(root.tag, attrib=dict(root.attrib), nsmap=prefixes)
            fresh.text = root.text
            fresh[:] = list(root)
            edits = []
            for _ in range(rng.randint(1, 2)):
                try:
                    edits.append(rng.choice(EDITS)(rng, fresh))
                except (IndexError, ValueError):
                    edits.append("nothing")
            data = etree.tostring(fresh, xml_declaration=True, encoding="UTF-8")
            file = f"{number:05}.xml"
            with open(os.path.join(given.out, file), "wb") as out:
                out.write(data)
            judged = schema.validate(etree.fromstring(data, etree.XMLParser(strip_cdata=False)))
            valid += judged
            message = "" if judged else schema.error_log[0].message
            log.write(json.dumps({"file": file, "edits": edits, "valid": judged, "message": message}, ensure_ascii=False) + "\n")
    print(f"{given.count} mutants, {valid} valid")


if __name__ == "__main__":
    main()
