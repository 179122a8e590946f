"""Counts the records of a JVF DTM file by object type and operation, and its detail points, as JSON; read with lxml.

An independent judge of the reader: nothing of it is shared with the program under test.
"""

import collections
import json
import sys

from lxml import etree

counts = collections.Counter()
data = etree.parse(sys.argv[1]).getroot().find("{objtyp}DataJVFDTM/{objtyp}Data")
for object_type in data:
    if not isinstance(object_type.tag, str):
        continue
    for operation in object_type.iter("{cmn}ZapisObjektu"):
        counts[etree.QName(object_type).localname, operation.text] += 1
result = collections.defaultdict(dict)
for (object_type, operation), count in counts.items():
    result[object_type][operation] = count
json.dump(result, sys.stdout)
