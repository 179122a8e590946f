"""What GDAL reads from a file of features, as JSON: layers with their kind, system, fields and features."""

import json
import sys

from osgeo import ogr

ogr.UseExceptions()
NAMES = {
    ogr.OFTInteger: "integer",
    ogr.OFTInteger64: "integer",
    ogr.OFTReal: "real",
    ogr.OFTString: "text",
    ogr.OFTDate: "date",
    ogr.OFTDateTime: "time",
}


def value(feature, index, kind):
    if not feature.IsFieldSetAndNotNull(index):
        return None
    if kind == "boolean":
        return bool(feature.GetField(index))
    if kind in ("date", "time"):
        year, month, day, hour, minute, second, zone = feature.GetFieldAsDateTime(index)
        text = f"{year:04}-{month:02}-{day:02}"
        if kind == "time":
            text += f"T{hour:02}:{minute:02}:{second:06.3f}"
            text += "Z" if zone == 100 else ""
        return text
    return feature.GetField(index)


def geometry(shape):
    if shape is None:
        return None
    kind = ogr.GeometryTypeToName(shape.GetGeometryType())
    heights = bool(shape.Is3D())
    if shape.GetGeometryCount():
        parts = [shape.GetGeometryRef(i) for i in range(shape.GetGeometryCount())]
    else:
        parts = [shape]
    points = [[(p.GetPoint(i) if heights else p.GetPoint_2D(i)) for i in range(p.GetPointCount())] for p in parts]
    return {"kind": kind, "parts": [[[round(v * 100) if v == v else None for v in at] for at in part] for part in points]}


def layer(read):
    definition = read.GetLayerDefn()
    fields = {}
    for index in range(definition.GetFieldCount()):
        field = definition.GetFieldDefn(index)
        boolean = field.GetSubType() == ogr.OFSTBoolean
        fields[field.GetName()] = "boolean" if boolean else NAMES[field.GetType()]
    system = read.GetSpatialRef()
    features = []
    for feature in read:
        values = {name: value(feature, index, kind) for index, (name, kind) in enumerate(fields.items())}
        features.append({"fid": feature.GetFID(), "values": values, "geometry": geometry(feature.GetGeometryRef())})
    told = {
        "name": read.GetName(),
        "kind": ogr.GeometryTypeToName(definition.GetGeomType()),
        "system": system and system.GetAuthorityCode(None),
        "index": bool(read.TestCapability(ogr.OLCFastSpatialFilter)),
        "extent": read.GetExtent() if any(f["geometry"] for f in features) else None,
        "fields": fields,
        "features": features,
    }
    if len(sys.argv) > 2:
        read.SetSpatialFilterRect(*map(float, sys.argv[2:6]))
        told["filtered"] = sorted(feature.GetField("id") for feature in read)
    return told


source = ogr.Open(sys.argv[1])
print(json.dumps([layer(source.GetLayer(index)) for index in range(source.GetLayerCount())]))
