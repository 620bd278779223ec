# SPDX-License-Identifier: Apache-2.0
"""What the tests of the plain client share."""

from tonus_client import BackOff, Event, Tonus

QUICK = BackOff(first=0.01, longest=0.05)


def take(tonus: Tonus, count: int) -> list[Event]:
    """The next events; a test that gets none is at fault."""
    events: list[Event] = []
    for _ in range(count):
        event = tonus.receive(timeout=5)
        assert event is not None, f"only {events}"
        events.append(event)
    return events
