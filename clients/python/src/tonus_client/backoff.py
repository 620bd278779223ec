# SPDX-License-Identifier: Apache-2.0
"""How long to wait before the next attempt to reach the daemon."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: After a connection that held so many seconds, waiting begins with the shortest wait again (assumption).
STEADY_SECONDS: Final = 10.0


@dataclass(frozen=True)
class BackOff:
    """Waits that double, up to a bound, each shortened at random so that many clients do not come back at once.

    All numbers are assumptions: a restart of the daemon takes well under a second, a replacement some seconds.
    """

    #: Seconds before the first attempt, at most.
    first: float = 0.1
    #: Seconds between two attempts, at most.
    longest: float = 5.0
    #: Give up after so many seconds without the daemon, and raise; None tries for ever.
    give_up_after: float | None = None

    def delay(self, attempt: int, random: Callable[[], float] = random.random) -> float:
        """Seconds to wait before attempt number `attempt`, which counts from 0: half to all of its bound."""
        bound = min(self.longest, self.first * 2.0 ** min(attempt, 32))
        return bound * (0.5 + 0.5 * random())
