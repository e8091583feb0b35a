#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: shapes.py SHAPES MANUAL FILE...

Check that every shape in the folder SHAPES is a valid JSON Schema, allows no additional
members, and describes each member, as MANUAL does. Then validate each FILE against the
shape with which its name begins (status-anything.json: status.json), or each line of it
(events.jsonl). Finally test the validation: a file with an additional or missing member
must fail.
"""
import copy
import json
import os
import re
import sys

from jsonschema import Draft202012Validator, RefResolver

failed = False


def result(good, name, why=""):
    global failed
    print("ok" if good else "not ok", name + ("" if good else f": {why}"))
    failed |= not good


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def parts(shape, path=""):
    """Every sub-schema, with its place."""
    if isinstance(shape, dict):
        yield path, shape
        for key, value in shape.items():
            if key not in ("if", "then", "const", "enum"):
                yield from parts(value, f"{path}/{key}")
    elif isinstance(shape, list):
        for i, value in enumerate(shape):
            yield from parts(value, f"{path}/{i}")


def check_shape(name, shape, manual):
    Draft202012Validator.check_schema(shape)
    for path, part in parts(shape):
        if path.endswith("/properties") or path.endswith("/$defs"):
            for key, value in part.items():
                if path.endswith("/properties") and not re.search(
                        rf"^\.(I|IR|BI|B|TP)? ?{re.escape(key)}\b", manual, re.M):
                    result(False, name, f"{key} is not in the manual")
                if "description" not in value and "$ref" not in value:
                    result(False, name, f"{path}/{key} is not described")
            continue
        if part.get("type") == "object" and "additionalProperties" not in part:
            result(False, name, f"{path} allows additional members")
    result(True, f"shape {name}")


def objects(value):
    """Every object in it, except those with arbitrary keys."""
    if isinstance(value, dict):
        if "value" not in value or "labels" not in value:
            yield value
        for key, member in value.items():
            if key != "labels":
                yield from objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member)


def spoil(validator, value):
    """A modification that still passes; None: all of them fail."""
    count = sum(1 for _ in objects(value))
    for i in range(min(count, 40)):
        copy_of = copy.deepcopy(value)
        list(objects(copy_of))[i]["surprise"] = 1
        if validator.is_valid(copy_of):
            return f"additional member in object {i}"
    if isinstance(value, dict):
        for key in value:
            copy_of = copy.deepcopy(value)
            del copy_of[key]
            # The daemon's own reply has no summary: slammerctl adds it.
            optional = key in ("reasons", "kernel_error", "messages", "summary")
            if not optional and validator.is_valid(copy_of):
                return f"{key} is missing"
    return None


def values(path):
    """One value, or one of each line."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    return [json.loads(text)]


def check_file(path, shapes, store):
    base = os.path.basename(path)
    names = [n for n in shapes if base == n or
             re.match(re.escape(n.removesuffix(".json")) + r"[-.]", base)]
    if not names:
        result(False, base, "has no shape")
        return
    shape = shapes[max(names, key=len)]
    validator = Draft202012Validator(
        shape, resolver=RefResolver(shape["$id"], shape, store=store))
    for value in values(path):
        errors = sorted(validator.iter_errors(value), key=str)
        if errors:
            where = "/".join(str(p) for p in errors[0].absolute_path)
            result(False, path, f"{where}: {errors[0].message[:300]}")
            return
        passes = spoil(validator, value)
        if passes:
            result(False, path, f"passes although modified: {passes}")
            return
    result(True, f"{path} is a {shape['$id'].removesuffix('.json')}")


def main():
    folder = sys.argv[1]
    with open(sys.argv[2], encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-")
    shapes = {n: load(os.path.join(folder, n)) for n in sorted(os.listdir(folder))}
    for name, shape in shapes.items():
        check_shape(name, shape, manual)
    store = {name: shape for name, shape in shapes.items()}
    for path in sys.argv[3:]:
        check_file(path, shapes, store)
    sys.exit(failed)


main()
