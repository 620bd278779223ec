# SPDX-License-Identifier: Apache-2.0
"""How far a subscription was read, so that it can be taken up again without a hole and without anything twice."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Final, TypeVar

from .decoding import Decoded
from .messages import ChannelColumns, Contraction, Gap, Lag, Rest, Samples

#: The daemon keeps so many seconds (docs/socket-protocol.md, "Clients that read slowly").
KEPT_SECONDS: Final = 120.0
#: Asked for beyond what is missing, in seconds; what comes twice is dropped here (assumption).
OVERLAP_SECONDS: Final = 1.0
#: Asked for besides at a lower rate than the probe's, in samples: the daemon's filter reaches so far to either side
#: (docs/socket-protocol.md, "Lower rates").
FILTER_REACH: Final = 10
#: Contractions of which the newest revision is remembered (assumption; 120 s hold fewer).
REMEMBERED: Final = 256

Member = TypeVar("Member")


class Cursor:
    """The place of one subscription in the stream of its perineometer."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begins anew: what comes is counted from elsewhere."""
        self._next: int | None = None
        self._host_time: float | None = None
        self._filter_seconds = 0.0
        self._last_gap: tuple[int, int, str] | None = None
        self._last_rest = -1
        self._revisions: dict[int, int] = {}
        self._resuming = False
        self._resuming_rest = False

    def copy(self) -> Cursor:
        """The same place, to come back to."""
        copied = copy.copy(self)
        copied._revisions = dict(self._revisions)
        return copied

    def resume(self, now: float) -> float | None:
        """From here on drops what was seen already.

        Returns how far to look back, in seconds, given the host time `now`; None where nothing was seen yet.
        """
        self._resuming = self._next is not None
        self._resuming_rest = self._last_rest >= 0
        if self._host_time is None:
            return None
        return min(KEPT_SECONDS, max(0.0, now - self._host_time) + OVERLAP_SECONDS + self._filter_seconds)

    def admit(self, event: Decoded) -> list[Decoded]:
        """What of `event` is new, after a `Gap` where samples are missing since the connection was lost."""
        if isinstance(event, Samples):
            return self._samples(event)
        if isinstance(event, Gap):
            return self._gap(event)
        if isinstance(event, Lag):
            return self._lag(event)
        if isinstance(event, Contraction):
            return self._contraction(event)
        if isinstance(event, Rest):
            return self._rest(event)
        return [event]

    def _samples(self, samples: Samples) -> list[Decoded]:
        end = samples.end
        self._filter_seconds = 0.0 if samples.covers is None else FILTER_REACH * samples.interval
        hole: list[Decoded] = []
        if self._resuming and self._next is not None:
            if end <= self._next:
                return []
            hole = self._hole(samples.index, samples.subscription, samples.simulated)
            samples = _from(samples, self._next)
        self._advance(end, samples.host_time_at(len(samples)))
        return [*hole, samples]

    def _gap(self, gap: Gap) -> list[Decoded]:
        end = gap.first + gap.missing
        known = (gap.first, gap.missing, gap.reason)
        hole: list[Decoded] = []
        if self._resuming and self._next is not None:
            if known == self._last_gap or gap.first < self._next >= end:
                return []
            hole = self._hole(gap.first, gap.subscription, gap.simulated)
            if gap.first < self._next:
                gap = replace(gap, first=self._next, missing=end - self._next)
        self._last_gap = known
        self._advance(end)
        return [*hole, gap]

    def _lag(self, lag: Lag) -> list[Decoded]:
        hole: list[Decoded] = []
        if self._resuming and self._next is not None:
            if lag.last < self._next:
                return [] if lag.events == 0 else [replace(lag, dropped=0)]
            hole = self._hole(lag.first, lag.subscription, lag.simulated)
            if lag.first < self._next:
                lag = replace(lag, first=self._next, dropped=min(lag.dropped, lag.last - self._next + 1))
        if lag.dropped > 0:
            self._advance(lag.last + 1)
        return [*hole, lag]

    def _contraction(self, contraction: Contraction) -> list[Decoded]:
        if contraction.revision <= self._revisions.get(contraction.id, 0):
            return []
        self._revisions[contraction.id] = contraction.revision
        if len(self._revisions) > REMEMBERED:
            del self._revisions[min(self._revisions)]
        self._saw(contraction.known.host_time)
        return [contraction]

    def _rest(self, rest: Rest) -> list[Decoded]:
        if self._resuming_rest and rest.index <= self._last_rest:
            return []
        self._resuming_rest = False
        self._last_rest = rest.index
        self._saw(rest.host_time)
        return [rest]

    def _hole(self, first: int, subscription: int, simulated: bool) -> list[Decoded]:
        if self._next is None or first <= self._next:
            return []
        return [Gap(subscription, self._next, first - self._next, "connectionLost", simulated)]

    def _advance(self, end: int, host_time: float | None = None) -> None:
        self._next = end
        self._resuming = False
        if host_time is not None:
            self._saw(host_time)

    def _saw(self, host_time: float) -> None:
        self._host_time = max(self._host_time or host_time, host_time)


def _from(samples: Samples, index: int) -> Samples:
    """The samples from `index` on; at a lower rate at least one, for what is left of those that they stand for."""
    skip = index - samples.index
    if skip <= 0:
        return samples
    left = samples.end - index
    if samples.covers is not None:
        skip = min(len(samples) - 1, -(-skip * len(samples) // samples.covers))

    def tail(column: tuple[Member, ...] | None) -> tuple[Member, ...] | None:
        return None if column is None else column[skip:]

    return replace(
        samples,
        index=index,
        device_time=samples.device_time_at(skip),
        host_time=samples.host_time_at(skip),
        pressure=samples.pressure[skip:],
        filtered=samples.filtered[skip:],
        rest=samples.rest[skip:],
        state=samples.state[skip:],
        clipped=tail(samples.clipped),
        counts=tail(samples.counts),
        channels=tuple(
            ChannelColumns(one.channel, one.pressure[skip:], one.filtered[skip:], tail(one.counts))
            for one in samples.channels
        ),
        covers=None if samples.covers is None else left,
    )
