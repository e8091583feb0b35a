#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: shapes.py SHAPES MANUAL FILE...

Every shape in the folder SHAPES is a good JSON Schema, leaves nothing open, and tells
of each member what it is, as MANUAL does. Then each FILE is compared with the shape that its name begins
with (status-anything.json: status.json), lines of its own with that of one line
(events.jsonl). Last, the comparison itself: with a member too much anywhere, or with
one too few, a file must not pass any more.
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
            result(False, name, f"{path} is left open")
    result(True, f"shape {name}")


def objects(value):
    """Every object in it that is not a table of free keys."""
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
    """What passes although it is spoiled; None: nothing does."""
    count = sum(1 for _ in objects(value))
    for i in range(min(count, 40)):
        copy_of = copy.deepcopy(value)
        list(objects(copy_of))[i]["surprise"] = 1
        if validator.is_valid(copy_of):
            return f"a member too much in object {i}"
    if isinstance(value, dict):
        for key in value:
            copy_of = copy.deepcopy(value)
            del copy_of[key]
            optional = key in ("reasons", "kernel_error", "messages")
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
        result(False, base, "it has no shape")
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
            result(False, path, f"spoiled it passes: {passes}")
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
