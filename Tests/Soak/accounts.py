# SPDX-License-Identifier: Apache-2.0
"""Exact accounting of what one subscription got: nothing twice, nothing out of order, nothing lost in silence."""

from __future__ import annotations

import json
from collections import Counter, deque
from typing import Any


class Account:
    """received + told = produced, checked at every message."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.first: int | None = None
        #: Where the next message has to begin.
        self.next = 0
        self.received = 0
        self.missing = 0
        self.dropped = 0
        self.counts: Counter[str] = Counter()
        #: The spans of the newest lags: a client that is slow again is told of the next before the gaps in the one before.
        self._lagged: deque[tuple[int, int]] = deque(maxlen=256)

    def enter(self, method: str, params: dict[str, Any]) -> None:
        self.counts[method] += 1
        if method == "samples":
            stands_for = params.get("covers", len(params["pressure"]))
            self._goes_on(method, params["index"], params["index"] + stands_for)
            self.received += stands_for
            lengths = {len(params[column]) for column in ("pressure", "filtered", "rest", "state")}
            if len(lengths) != 1:
                raise AssertionError(f"{self.name}: columns of {lengths} values")
        elif method == "gap":
            # Of a gap within what was dropped the client is told as well, after the lag that spans it.
            if not any(first <= params["first"] < end for first, end in self._lagged):
                self._goes_on(method, params["first"], params["first"] + params["missing"])
            self.missing += params["missing"]
        elif method == "lag" and params["dropped"] > 0:
            self._goes_on(method, params["first"], params["last"] + 1)
            self._lagged.append((params["first"], params["last"] + 1))
            self.dropped += params["dropped"]

    def _goes_on(self, method: str, begin: int, end: int) -> None:
        if self.first is None:
            self.first = self.next = begin
        if begin != self.next:
            raise AssertionError(f"{self.name}: {method} begins at {begin}, expected {self.next}")
        self.next = end

    @property
    def produced(self) -> int:
        return self.next - (self.first or 0)

    def close(self) -> None:
        told = self.received + self.missing + self.dropped
        if told != self.produced:
            raise AssertionError(f"{self.name}: received and told {told}, produced {self.produced}")


def parse(line: bytes) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(line)
    return message
