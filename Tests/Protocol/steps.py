# SPDX-License-Identifier: Apache-2.0
"""What scenes are made of: what is said (dictionaries with `client` and the like), and what is waited for (all others)."""

from __future__ import annotations

import json
from typing import Any


def request(
    id: int | str, method: str, params: dict[str, Any] | None = None, until: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A request; `until`: again and again, until the members at these paths of the reply have these values."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "id": id, "method": method}
    text = json.dumps(message if params is None else {**message, "params": params}, separators=(",", ":"))
    return {"client": text} if until is None else {"client": text, "until": until}


def raw(text: str) -> dict[str, Any]:
    return {"client": text}


def reply(id: int | str | None, names: dict[str, str] | None = None) -> dict[str, Any]:
    """A reply; `names`: what the members at these paths are called from here on."""
    return {"id": id} if names is None else {"id": id, "names": names}


def ask(
    id: int,
    method: str,
    params: dict[str, Any] | None = None,
    names: dict[str, str] | None = None,
    until: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """A request and its reply."""
    return [request(id, method, params, until), reply(id, names)]


def notice(method: str, subscription: int | None = None, **params: Any) -> dict[str, Any]:
    return {"method": method, "params": params if subscription is None else {"subscription": subscription, **params}}
