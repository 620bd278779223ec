# SPDX-License-Identifier: Apache-2.0
"""Talks to tonusd: live pelvic-floor pressure and contractions, for programs on the same machine.

    import tonus_client

    with tonus_client.connect() as tonus:
        for event in tonus.watch(["contractions"]):
            print(event)

`tonus_client.aio` is the same for asyncio. This is software for viewing pressure signals; it is not a medical device
and diagnoses nothing.
"""

from .backoff import BackOff
from .client import Tonus, connect
from .errors import (
    AccessDenied,
    ConnectionClosed,
    Dismissed,
    EventsUnread,
    Incompatible,
    Malformed,
    NotAllowed,
    NotRunning,
    RequestFailed,
    TimedOut,
    TonusError,
)
from .messages import (
    Breathing,
    ChannelColumns,
    Consent,
    Contraction,
    Device,
    DeviceDescription,
    Devices,
    Disconnected,
    Event,
    Gap,
    Hello,
    Instant,
    Lag,
    Other,
    Reconnected,
    Rest,
    Role,
    Samples,
    Watcher,
    Watchers,
    Withheld,
)
from .places import socket_path
from .subscription import Subscription

__all__ = [
    "AccessDenied",
    "BackOff",
    "Breathing",
    "ChannelColumns",
    "ConnectionClosed",
    "Consent",
    "Contraction",
    "Device",
    "DeviceDescription",
    "Devices",
    "Disconnected",
    "Dismissed",
    "Event",
    "EventsUnread",
    "Gap",
    "Hello",
    "Incompatible",
    "Instant",
    "Lag",
    "Malformed",
    "NotAllowed",
    "NotRunning",
    "Other",
    "Reconnected",
    "RequestFailed",
    "Rest",
    "Role",
    "Samples",
    "Subscription",
    "TimedOut",
    "Tonus",
    "TonusError",
    "Watcher",
    "Watchers",
    "Withheld",
    "connect",
    "socket_path",
]
