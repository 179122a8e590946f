"""What Arrow reads from a GeoParquet file, as JSON: metadata, fields, rows."""

import io
import json
import os
import sys

import pyarrow.parquet
from osgeo import ogr

file = pyarrow.parquet.ParquetFile(io.BytesIO(sys.stdin.buffer.read()))
table = file.read(use_threads=False)


def plain(value):
    return value if value is None or isinstance(value, (int, float, str, bool)) else value.isoformat()


def geometry(binary):
    if binary is None:
        return None
    shape = ogr.CreateGeometryFromWkb(binary)
    parts = [shape.GetGeometryRef(i) for i in range(shape.GetGeometryCount())] or [shape]
    size = 3 if shape.Is3D() else 2
    points = [[[round(v * 100) for v in part.GetPoint(i)[:size]] for i in range(part.GetPointCount())] for part in parts]
    return {"kind": ogr.GeometryTypeToName(shape.GetGeometryType()), "parts": points}


rows = []
for row in table.to_pylist():
    shape, box = row.pop("geometry"), row.pop("bbox")
    rows.append({"values": {k: plain(v) for k, v in row.items()}, "geometry": geometry(shape), "bbox": box})
print(
    json.dumps(
        {
            "geo": json.loads(file.schema_arrow.metadata[b"geo"]),
            "fields": {field.name: str(field.type) for field in file.schema_arrow},
            "groups": file.num_row_groups,
            "rows": rows,
        }
    )
)
sys.stdout.flush()
# Arrow's threads do not always let the program end.
os._exit(0)
