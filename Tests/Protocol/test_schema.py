# SPDX-License-Identifier: Apache-2.0
"""Holds the published schema to the standards that it names, and itself to what it is good for."""

from __future__ import annotations

import re
import unittest
from typing import Any

from jsonschema import Draft202012Validator

import schema

VERSIONS = sorted(re.sub(r"tonus-|\.schema", "", file.stem) for file in schema.FOLDER.glob("tonus-*.schema.json"))

#: The members that OpenRPC 1.3 gives each of its objects, those that it requires first.
OPENRPC = {
    "document": ("openrpc info methods", "servers components externalDocs"),
    "info": ("title version", "description termsOfService contact license"),
    "method": (
        "name params result",
        "summary description tags externalDocs deprecated servers errors links paramStructure examples",
    ),
    "descriptor": ("name schema", "summary description required deprecated"),
    "error": ("code message", "data"),
}


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [found for inner in value.values() for found in references(inner)]


def resolve(document: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        document = document[part]
    return document


class ThePublishedSchema(unittest.TestCase):
    def test_is_a_json_schema_and_so_is_its_strict_form(self) -> None:
        self.assertIn("1.0", VERSIONS)
        for version in VERSIONS:
            document = schema.load(version, "schema")
            Draft202012Validator.check_schema(document)
            Draft202012Validator.check_schema(schema.strict(document))

    def test_refers_only_to_what_it_has(self) -> None:
        for version in VERSIONS:
            for kind in ("schema", "openrpc"):
                document = schema.load(version, kind)
                for reference in references(document):
                    self.assertIsNotNone(resolve(document, reference), reference)

    def test_tells_a_wrong_line_from_a_right_one(self) -> None:
        gap = {"subscription": 1, "first": 5, "missing": 2, "reason": "packetsLost"}
        strict = schema.Judge(schema.strict(schema.load("1.0", "schema")))
        lenient = schema.Judge(schema.load("1.0", "schema"))
        line = {"jsonrpc": "2.0", "method": "gap", "params": gap}
        self.assertEqual(strict.faults(line, "notification.gap"), [])
        without = {name: value for name, value in gap.items() if name != "first"}
        for wrong, is_later_version in (
            (without, False),
            ({**gap, "first": "5"}, False),
            ({**gap, "missing": -1}, False),
            ({**gap, "colour": "blue"}, True),
            ({**gap, "reason": "solarFlare"}, True),
        ):
            faults = [judge.faults({**line, "params": wrong}, "notification.gap") for judge in (strict, lenient)]
            self.assertTrue(faults[0], wrong)
            self.assertEqual(not faults[1], is_later_version, wrong)


class TheOpenRPCDocument(unittest.TestCase):
    def has_the_members(self, value: dict[str, Any], kind: str) -> None:
        required, optional = (set(names.split()) for names in OPENRPC[kind])
        members = {name for name in value if not name.startswith("x-")}
        self.assertLessEqual(required, members, kind)
        self.assertLessEqual(members, required | optional, kind)

    def test_has_the_structure_of_openrpc(self) -> None:
        for version in VERSIONS:
            document = schema.load(version, "openrpc")
            self.assertRegex(document["openrpc"], r"^1\.3\.\d+$")
            self.has_the_members(document, "document")
            self.has_the_members(document["info"], "info")
            self.assertEqual(document["info"]["version"], version)
            names = [method["name"] for method in document["methods"]]
            self.assertEqual(len(names), len(set(names)))
            for method in document["methods"]:
                self.has_the_members(method, "method")
                self.assertEqual(method["paramStructure"], "by-name")
                for descriptor in [*method["params"], method["result"]]:
                    self.has_the_members(descriptor, "descriptor")
                for error in method["errors"]:
                    self.has_the_members(resolve(document, error["$ref"]), "error")
            for one in document["components"]["schemas"].values():
                Draft202012Validator.check_schema(one)


if __name__ == "__main__":
    unittest.main()
