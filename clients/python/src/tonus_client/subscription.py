# SPDX-License-Identifier: Apache-2.0
"""A subscription, which outlives the connection that it was made on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from .cursor import KEPT_SECONDS, Cursor

#: Streams of which the daemon keeps the last two minutes.
_KEPT: Final = frozenset({"samples", "contractions", "rest"})


class Subscription:
    """What was asked for. `number` stays the same when the connection is made anew, as does the perineometer."""

    def __init__(
        self,
        number: int,
        streams: Iterable[str],
        *,
        device: str | None = None,
        channels: Iterable[int] | None = None,
        delivery: str | None = None,
        lookback: float | None = None,
        rate: int | None = None,
        raw: bool | None = None,
    ) -> None:
        self.number = number
        self.streams = (streams,) if isinstance(streams, str) else tuple(streams)
        #: Serial number of the perineometer that it is about; None while none was seen.
        self.device = device
        self._named = device
        #: Whether what came last was simulated; None before anything came.
        self.simulated: bool | None = None
        #: Whether the program ended it.
        self.ended = False
        self.cursor = Cursor()
        self._mark: Cursor | None = None
        self._lookback = lookback
        self._options: dict[str, Any] = {"delivery": delivery, "rate": rate, "raw": raw}
        if channels is not None:
            self._options["channels"] = list(channels)

    def __repr__(self) -> str:
        return f"Subscription(number={self.number}, streams={self.streams!r}, device={self.device!r})"

    @property
    def wants_device(self) -> bool:
        """Whether `device` was asked for; the client always does, to stay with the same perineometer."""
        return "device" in self.streams

    def first_params(self) -> dict[str, Any]:
        """Parameters of `subscribe`, the first time."""
        return self._params(self._lookback)

    def params_after_loss(self, now: float, boot_changed: bool) -> dict[str, Any]:
        """Parameters of `subscribe` on a new connection, where the daemon's host time is `now`."""
        if boot_changed:
            self.cursor.reset()
            # All that the new daemon has is new to us.
            lookback: float | None = KEPT_SECONDS
        else:
            lookback = self.cursor.resume(now)
            if lookback is None:
                lookback = self._lookback
        may_look_back = self._options["delivery"] != "latest" and not _KEPT.isdisjoint(self.streams)
        return self._params(lookback if may_look_back else None)

    def mark(self) -> None:
        """Marks the place where the connection was lost, unless it is marked already."""
        self._mark = self._mark or self.cursor.copy()

    def rewind(self) -> None:
        """Back to the mark, where there is one: what came with an attempt that failed was not passed on."""
        if self._mark is not None:
            self.cursor = self._mark.copy()

    def forget_mark(self) -> None:
        """The connection holds again."""
        self._mark = None

    def settle(self, device: str | None) -> None:
        """The daemon granted it, for the perineometer `device`."""
        if device is not None:
            if self.device is not None and device != self.device:
                self.cursor.reset()
            self.device = device

    def _params(self, lookback: float | None) -> dict[str, Any]:
        streams = list(self.streams)
        if not self.wants_device and not _KEPT.isdisjoint(streams):
            streams.append("device")
        options = {**self._options, "device": self._named or self.device, "lookback": lookback}
        return {"streams": streams, **{key: value for key, value in options.items() if value is not None}}
