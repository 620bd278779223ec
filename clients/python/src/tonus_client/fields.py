# SPDX-License-Identifier: Apache-2.0
"""Reads members of a message: the type must be right, what is not known is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import Malformed


class Fields:
    """The members of one JSON object. Each method raises `Malformed`, which names the member and its value."""

    def __init__(self, members: Any, name: str) -> None:
        if not isinstance(members, Mapping):
            raise Malformed(f"{name} is {members!r:.80}, where an object was expected")
        self.members: Mapping[str, Any] = members
        self._name = name

    def _wrong(self, key: str, expected: str) -> Malformed:
        return Malformed(f"{self._name}.{key} is {self.members.get(key)!r:.80}, where {expected} was expected")

    def number(self, key: str) -> float:
        value = self.optional_number(key)
        if value is None:
            raise self._wrong(key, "a number")
        return value

    def optional_number(self, key: str) -> float | None:
        value = self.members.get(key)
        if value is None:
            return None
        if not _is_number(value):
            raise self._wrong(key, "a number")
        return _float(value)

    def integer(self, key: str, default: int | None = None) -> int:
        value = self.members.get(key, default)
        if type(value) is not int:
            raise self._wrong(key, "a whole number")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self.members.get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "a string")
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self.members.get(key) is None else self.text(key)

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self.members.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def object(self, key: str) -> Fields:
        return Fields(self.members.get(key), f"{self._name}.{key}")

    def optional_object(self, key: str) -> Fields | None:
        return None if self.members.get(key) is None else self.object(key)

    def objects(self, key: str) -> list[Fields]:
        value = self.members.get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return [Fields(member, f"{self._name}.{key}") for member in value]

    def numbers(self, key: str, count: int | None = None) -> tuple[float, ...]:
        value = self.optional_numbers(key, count)
        if any(number is None for number in value):
            raise self._wrong(key, "a list of numbers")
        return value  # type: ignore[return-value]  # None was ruled out above

    def optional_numbers(self, key: str, count: int | None = None) -> tuple[float | None, ...]:
        value = self._column(key, count)
        if not all(number is None or _is_number(number) for number in value):
            raise self._wrong(key, "a list of numbers")
        return tuple(None if number is None else _float(number) for number in value)

    def column(self, key: str, kind: type, count: int | None = None) -> tuple[Any, ...]:
        """A list whose members are all of the type `kind`, and `count` many."""
        value = self._column(key, count)
        if not all(type(member) is kind for member in value):
            raise self._wrong(key, f"a list of {kind.__name__}")
        return tuple(value)

    def has(self, key: str) -> bool:
        return self.members.get(key) is not None

    def _column(self, key: str, count: int | None) -> list[Any]:
        value = self.members.get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        if count is not None and len(value) != count:
            raise self._wrong(key, f"a list of {count}")
        return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise Malformed("a number too large") from error
