# SPDX-License-Identifier: Apache-2.0
"""What is recorded for a new minor version: each request, each error and each notification that can be provoked."""

from __future__ import annotations

import json
from typing import Any

from daemon import Daemon
from scenes_exercise import EXERCISE
from scenes_sessions import KEPT
from steps import notice, raw, reply, request
from transcript import Stage, answers, masked


#: Who has nothing to do with the daemon's own user, and need not exist.
STRANGER = 4001

#: Name, how tonusd is started, its settings where it has any, and what is said (a dictionary with `client` and the like)
#: or waited for (all others).
SCENES: list[tuple[str, list[str], str | None, list[dict[str, Any]]]] = [
    (
        "requests",
        ["--simulate=comfortable-strong,rate=1000,channels=2"],
        None,
        [
            notice("hello"),
            request(1, "status"),
            reply(1),
            request("a word", "status", {"ignored": True}),
            reply("a word"),
            request(2, "subscribe", {"streams": ["samples"]}),
            reply(2),
            notice("samples", 1),
            request(
                3,
                "subscribe",
                {
                    "streams": ["samples", "contractions", "rest", "device", "devices"],
                    "device": "SIM-comfortable-strong-1",
                    "channels": [1],
                    "delivery": "every",
                    "lookback": 1,
                    "raw": True,
                    "key": "all",
                },
            ),
            reply(3),
            notice("device", 2, state="streaming"),
            notice("devices", 2),
            notice("samples", 2),
            request(4, "unsubscribe", {"subscription": 1}),
            reply(4),
            request(5, "subscribe", {"streams": ["samples"], "rate": 100, "lookback": 1}),
            reply(5),
            notice("samples", 3),
            request(6, "subscribe", {"streams": ["samples"], "delivery": "latest"}),
            reply(6),
            notice("samples", 4),
            request(7, "device.zero", {"state": "none"}),
            reply(7),
            notice("device", 2, state="streaming", zero={"at": 1, "index": 1}),
            # One lasts past the first look at it, so that it begins, ends and is judged.
            notice("contraction", 2, phase="began"),
            notice("contraction", 2, phase="ended"),
            notice("rest", 2),
            request(8, "device.selfTest"),
            notice("device", 2, state="gone"),
            notice("gap", 2, reason="deviceReopened"),
            reply(8),
            notice("device", 2, state="streaming"),
        ],
    ),
    (
        "errors",
        ["--simulate=comfortable-strong,rate=250"],
        None,
        [
            notice("hello"),
            raw("this is not JSON"),
            reply(None),
            raw("[]"),
            reply(None),
            raw('{"jsonrpc":"1.0","id":1,"method":"status"}'),
            reply(1),
            request(2, "device.squeeze"),
            reply(2),
            request(3, "subscribe"),
            reply(3),
            request(4, "subscribe", {"streams": []}),
            reply(4),
            request(5, "subscribe", {"streams": ["music"]}),
            reply(5),
            request(6, "subscribe", {"streams": ["samples"], "rate": 0}),
            reply(6),
            request(7, "subscribe", {"streams": ["samples"], "lookback": 121}),
            reply(7),
            request(8, "subscribe", {"streams": ["samples"], "key": ""}),
            reply(8),
            request(9, "unsubscribe", {"subscription": 99}),
            reply(9),
            request(10, "subscribe", {"streams": ["samples"], "device": "nobody"}),
            reply(10),
            request(11, "device.zero", {"state": "moon"}),
            reply(11),
            request(12, "device.selfTest", {"device": "nobody"}),
            reply(12),
            {"client": {"fill": "x", "times": 65537}},
            reply(None),
            *[request(100 + n, "subscribe", {"streams": ["devices"]}) for n in range(17)],
            reply(115),
            reply(116),
            # A request without an id gets no reply: the next one's is the next.
            raw('{"jsonrpc":"2.0","method":"status"}'),
            request(13, "unsubscribe", {"subscription": 1}),
            reply(13),
        ],
    ),
    (
        "slow-reader",
        ["--simulate=comfortable-strong,rate=2000,channels=8"],
        None,
        [
            notice("hello"),
            request(1, "subscribe", {"streams": ["samples"], "delivery": "latest", "channels": [1, 2, 3, 4, 5, 6, 7]}),
            reply(1),
            {"idle": 3},
            notice("lag", 1, reason="slow"),
        ],
    ),
    (
        "consent",
        ["--simulate=comfortable-strong,rate=250"],
        None,
        [
            notice("hello"),
            request(1, "subscribe", {"streams": ["samples", "consent"]}),
            reply(1),
            notice("consent", 1),
            notice("samples", 1),
            {"connections": 1},
            notice("hello"),
            request(2, "consent.watchers"),
            reply(2),
            request(3, "consent.pause"),
            reply(3),
            {"connection": 0},
            notice("withheld", withheld=True),
            notice("consent", 1),
            notice("lag", 1, reason="withheld"),
            request(4, "device.zero", {"state": "none"}),
            reply(4),
            request(5, "status"),
            reply(5),
            {"connection": 1},
            request(6, "consent.resume"),
            reply(6),
            {"connection": 0},
            notice("withheld", withheld=False),
            notice("samples", 1),
            {"connection": 1},
            request(7, "consent.pause", {"connection": 2}),
            reply(7),
            request(8, "consent.resume", {"connection": 2}),
            reply(8),
            {"connection": 0},
            notice("withheld", withheld=True),
            notice("withheld", withheld=False),
            {"connection": 1},
            request(9, "consent.end", {"connection": 99}),
            reply(9),
            request(10, "consent.end", {"connection": 2}),
            reply(10),
            {"connection": 0},
            notice("bye", reason="ended"),
        ],
    ),
    (
        "roles",
        ["--simulate"],
        "access:\n  others: controller\n",
        [
            notice("hello"),
            {"connections": 1, "user": STRANGER},
            notice("hello"),
            {"settings": "access:\n  others: observer\n"},
            notice("role", role="observer"),
            request(1, "consent.watchers"),
            reply(1),
            request(2, "device.zero", {"state": "none"}),
            reply(2),
            request(3, "consent.pause"),
            reply(3),
            {"settings": "access:\n  others: nobody\n"},
            notice("bye", reason="notAllowed"),
            {"connections": 1, "user": STRANGER},
            reply(None),
        ],
    ),
    *KEPT,
    *EXERCISE,
    ("too-many-clients", ["--simulate"], None, [notice("hello"), {"connections": 530}, reply(None)]),
]


def record(
    name: str, tonusd: list[str], settings: str | None, steps: list[dict[str, Any]], program: str, version: str
) -> list[str]:
    """Plays a scene; the lines of its transcript."""
    head = {"transcript": name, "protocol": version, "tonusd": tonusd}
    written: list[dict[str, Any]] = [head if settings is None else {**head, "settings": settings}]
    with Daemon(program, tonusd, settings) as daemon:
        stage = Stage(daemon)
        for step in steps:
            if "id" in step or "method" in step:
                message = stage.hear(answers(step), step.get("names", {}))
                names = {"names": step["names"]} if "names" in step else {}
                written.append({"daemon": masked(message), **names})
            else:
                written.append(step)
                stage.play(step)
        stage.close()
    return [json.dumps(line, separators=(",", ":"), ensure_ascii=False, sort_keys=True) for line in written]
