"""Judges documents by the schemas of OGC API Features: features.py SCHEMAS NAME=DOCUMENT...

Status 0 all valid, 1 some are not, 3 the packages it needs are missing.
"""

import json
import pathlib
import sys

try:
    import jsonschema
    import referencing
    import referencing.jsonschema
    import yaml
except ImportError as missing:
    print(missing)
    sys.exit(3)


def mended(value):
    """A schema as JSON Schema 2020-12: OpenAPI's `nullable`, and `type: null` that YAML takes for no value."""
    if isinstance(value, list):
        return [mended(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: mended(item) for key, item in value.items()}
    if "type" in value and value["type"] is None:
        value["type"] = "null"
    if value.pop("nullable", False):
        value = {"anyOf": [{"type": "null"}, value]}
    return value


def main(directory, *cases):
    registry = referencing.Registry()
    for file in sorted(pathlib.Path(directory).glob("*.yaml")):
        schema = mended(yaml.safe_load(file.read_text(encoding="utf-8")))
        resource = referencing.Resource.from_contents(
            schema, default_specification=referencing.jsonschema.DRAFT202012
        )
        registry = registry.with_resource(file.name, resource)
    faults = 0
    for case in cases:
        name, path = case.split("=", 1)
        document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator({"$ref": f"{name}.yaml"}, registry=registry)
        for error in validator.iter_errors(document):
            faults += 1
            print(name, list(error.absolute_path), error.message[:300])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
