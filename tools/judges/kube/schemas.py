#!/usr/bin/env python3
"""Closed JSON schemas of the Kubernetes API, one file for each kind, for kubeconform.

    schemas.py SOURCE OUT      SOURCE: folder of the module k8s.io/kubernetes

Shapes come from api/openapi-spec/swagger.json. Two things are stricter than there:
objects take no unknown member, and a string with a fixed set of values takes no
other one. Those sets are not in the swagger file; they are read from the text of
pkg/generated/openapi/zz_generated.openapi.go, which the same generator wrote.
Quantities get a pattern. The result depends on SOURCE alone.
"""

import json
import pathlib
import re
import sys

QUANTITY = {
    "anyOf": [
        {"type": "number"},
        {"type": "string", "pattern": r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?$"},
    ]
}
# Definitions whose content is free.
OPEN = re.compile(r"\.(JSON|JSONSchemaProps\w*|RawExtension|FieldsV1|Patch)$")
KEPT = {"type", "properties", "items", "required", "additionalProperties", "$ref"}


def read_enums(path):
    """{(type's name in Go, member): values}"""
    enums, type_name, member = {}, None, None
    start = re.compile(r"^func schema_(\w+)\(")
    key = re.compile(r'^\t{5}"([^"]+)": \{$')
    values = re.compile(r"\bEnum:\s+\[\]interface\{\}\{(.*)\},$")
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if found := start.match(line):
                type_name, member = found[1], None
            elif found := key.match(line):
                member = found[1]
            elif member and (found := values.search(line)):
                enums[type_name, member] = json.loads(f"[{found[1]}]")
    return enums


def go_name(definition):
    """io.k8s.api.core.v1.Container is schema_k8sio_api_core_v1_Container there."""
    return re.sub("^io_k8s_", "k8sio_", re.sub("[.-]", "_", definition))


def closed(schema):
    """The schema without prose, with objects closed."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if schema.get("format") == "int-or-string":
        return {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return {}
    out = {k: v for k, v in schema.items() if k in KEPT}
    if "properties" in out:
        out["properties"] = {k: closed(v) for k, v in out["properties"].items()}
        out.setdefault("additionalProperties", False)
    for inner in ("items", "additionalProperties"):
        if isinstance(out.get(inner), dict):
            out[inner] = closed(out[inner])
    return out


def convert(definitions, enums):
    converted = {}
    for name, definition in definitions.items():
        if name.endswith(".resource.Quantity"):
            converted[name] = QUANTITY
            continue
        schema = {} if OPEN.search(name) else closed(definition)
        for member, inner in schema.get("properties", {}).items():
            if allowed := enums.get((go_name(name), member)):
                (inner["items"] if inner.get("type") == "array" else inner)["enum"] = allowed
        converted[name] = schema
    return converted


def references(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rsplit("/", 1)[1]
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def self_contained(name, converted):
    needed, todo = set(), [name]
    while todo:
        for other in references(converted[todo.pop()]):
            if other not in needed:
                needed.add(other)
                todo.append(other)
    return {other: converted[other] for other in sorted(needed)}


def main(source, out):
    source, out = pathlib.Path(source), pathlib.Path(out)
    swagger = json.loads((source / "api/openapi-spec/swagger.json").read_text(encoding="utf-8"))
    enums = read_enums(source / "pkg/generated/openapi/zz_generated.openapi.go")
    converted = convert(swagger["definitions"], enums)
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, definition in swagger["definitions"].items():
        served = definition.get("x-kubernetes-group-version-kind", [])
        if len(served) != 1 or served[0]["kind"].endswith("List") or "properties" not in definition:
            continue
        group, version, kind = served[0]["group"], served[0]["version"], served[0]["kind"]
        top = json.loads(json.dumps(converted[name]))
        # kubeconform reads draft 4, which has no `const`.
        top["properties"]["apiVersion"] = {"enum": [f"{group}/{version}" if group else version]}
        top["properties"]["kind"] = {"enum": [kind]}
        top["required"] = sorted({*top.get("required", []), "apiVersion", "kind", "metadata"})
        top["definitions"] = self_contained(name, converted)
        suffix = "-".join(part for part in (group.split(".")[0], version) if part)
        path = out / f"{kind.lower()}-{suffix}.json"
        path.write_text(json.dumps(top, sort_keys=True, separators=(",", ":")), encoding="utf-8")
        count += 1
    if count < 50 or len(enums) < 50:
        sys.exit(f"only {count} kinds and {len(enums)} sets of values: the source has another form")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
