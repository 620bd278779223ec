# SPDX-License-Identifier: Apache-2.0
"""A request as a value, with what its result is read as; `ask` of either client makes it.

The modules `sessions`, `exercise`, `participants` and `diary` have them. All but `exercise.status`, `programmes` and
`programme` are for controllers: observers get `NotAllowed`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .errors import Malformed
from .fields import Fields

Result = TypeVar("Result")


@dataclass(frozen=True)
class Call(Generic[Result]):
    """A method, its parameters, and how its result is read, which raises `Malformed`."""

    method: str
    params: Mapping[str, Any]
    decode: Callable[[Any], Result]


@dataclass(frozen=True)
class Page(Generic[Result]):
    """Part of a list. `more`: others follow; ask again from where this ends."""

    items: tuple[Result, ...]
    more: bool


def said(**params: Any) -> dict[str, Any]:
    """The parameters that were given."""
    return {name: value for name, value in params.items() if value is not None}


def page(name: str, decode: Callable[[Any], Result]) -> Callable[[Any], Page[Result]]:
    """Reads a list that stands in the member `name`."""

    def read(result: Any) -> Page[Result]:
        fields = Fields(result, name)
        return Page(tuple(decode(one.members) for one in fields.objects(name)), fields.flag("more", False))

    return read


def members(result: Any) -> Mapping[str, Any]:
    """The result as it came."""
    if not isinstance(result, Mapping):
        raise Malformed(f"{result!r:.80}, where an object was expected")
    return result
