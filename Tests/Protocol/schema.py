# SPDX-License-Identifier: Apache-2.0
"""The published schema as a judge of lines, by the package jsonschema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "schema"


def load(version: str, kind: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"tonus-{version}.{kind}.json").read_text(encoding="utf-8"))
    return document


def strict(schema: Any) -> Any:
    """The schema without its leave for later versions: no member and no word but those that it lists."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: strict(inner) for name, inner in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        schema["additionalProperties"] = False
    if [set(one) for one in schema.get("anyOf", [])][:1] == [{"enum"}]:
        schema["enum"] = schema.pop("anyOf")[0]["enum"]
    return schema


class Judge:
    """Says what is wrong with a line, given what it claims to be."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._definitions = document["$defs"]
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, message: Any, definition: str) -> list[str]:
        if definition not in self._definitions:
            return [f"the schema has no {definition}"]
        if definition not in self._validators:
            schema = {"$ref": f"#/$defs/{definition}", "$defs": self._definitions}
            self._validators[definition] = Draft202012Validator(schema)
        return [
            f"{definition}: {'/'.join(str(part) for part in error.absolute_path)}: {error.message:.200}"
            for error in self._validators[definition].iter_errors(message)
        ]


def definition(message: dict[str, Any], asked: dict[Any, str]) -> str:
    """What a line of the daemon claims to be, where `asked` has the methods of requests by id."""
    if "method" in message:
        return f"notification.{message['method']}"
    return "errorReply" if "error" in message else f"response.{asked.get(message['id'])}"
