# SPDX-License-Identifier: Apache-2.0
"""Talks to tonusd: live pelvic-floor pressure and contractions, for programs on the same machine.

    import tonus_client

    with tonus_client.connect() as tonus:
        for event in tonus.watch(["contractions"]):
            print(event)

`tonus_client.aio` is the same for asyncio. This is software for viewing pressure signals; it is not a medical device
and diagnoses nothing.
"""

from . import diary, exercise, participants, sessions
from .backoff import BackOff
from .call import Call, Page
from .client import Tonus, connect
from .coaching import Coach, Cue, Exercise, Question, Score, Target
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
from .export import Export
from .kept import DiaryEntry, Mark, Participant, RecordedSession, SessionChange
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
    "Call",
    "ChannelColumns",
    "Coach",
    "ConnectionClosed",
    "Consent",
    "Contraction",
    "Cue",
    "Device",
    "DeviceDescription",
    "Devices",
    "DiaryEntry",
    "Disconnected",
    "Dismissed",
    "Event",
    "EventsUnread",
    "Exercise",
    "Export",
    "Gap",
    "Hello",
    "Incompatible",
    "Instant",
    "Lag",
    "Malformed",
    "Mark",
    "NotAllowed",
    "NotRunning",
    "Other",
    "Page",
    "Participant",
    "Question",
    "Reconnected",
    "RecordedSession",
    "RequestFailed",
    "Rest",
    "Role",
    "Samples",
    "Score",
    "SessionChange",
    "Subscription",
    "Target",
    "TimedOut",
    "Tonus",
    "TonusError",
    "Watcher",
    "Watchers",
    "Withheld",
    "connect",
    "diary",
    "exercise",
    "participants",
    "sessions",
    "socket_path",
]
