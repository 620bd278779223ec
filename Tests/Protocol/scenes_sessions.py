# SPDX-License-Identifier: Apache-2.0
"""What is recorded about all that is kept: sessions, their files, people, diaries, recordings from elsewhere."""

from __future__ import annotations

from typing import Any

from steps import ask, notice

#: A recipient of age whose secret nobody kept.
RECIPIENT = "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn"
#: 1000 and 1001 as counts of 32 bits.
COUNTS = "6AMAAOkDAAA="
SAID = {"participant": "P-7", "programme": "free", "probe": "ring", "depth": 35, "posture": "supine"}


def file(id: int, export: int, method: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Has a file made, and fetches it to its end."""
    return [
        *ask(id, method, params),
        *ask(id + 1, "export.read", {"export": export}, until={"result.done": True}),
    ]


FORMATS = ("edf", "csv", "contractions", "fhir", "report", "archive", "review", "rescore")

KEPT: list[tuple[str, list[str], str | None, list[dict[str, Any]]]] = [
    (
        "sessions",
        ["--simulate=comfortable-strong,rate=100"],
        None,
        [
            notice("hello"),
            *ask(1, "subscribe", {"streams": ["session", "samples"]}),
            notice("samples", 1),
            *ask(2, "session.start", {**SAID, "note": "a note", "lookback": 1}, {"one": "result.id"}),
            notice("session", 1, session={"state": "recording"}),
            *ask(3, "session.start"),
            *ask(4, "session.mark", {"text": "cough"}),
            *ask(5, "session.pause", {"session": "<one>"}),
            notice("session", 1, session={"state": "paused"}),
            *ask(6, "session.resume"),
            *ask(7, "session.mark"),
            *ask(8, "sessions.get", {"session": "<one>"}),
            *ask(9, "sessions.delete", {"session": "<one>"}),
            *ask(10, "session.stop", {"session": "<one>"}),
            notice("session", 1, session={"state": "finished"}),
            *ask(11, "session.stop"),
            *ask(12, "session.start", {**SAID, "lookback": 1}, {"two": "result.id"}),
            *ask(13, "session.stop"),
            *ask(14, "sessions.list"),
            *ask(15, "sessions.list", {"participant": "P-7", "limit": 1, "before": 4102444800}),
            *ask(16, "sessions.trace", {"session": "<one>"}, until={"result.read": 1}),
            *ask(17, "sessions.trace", {"session": "<one>", "channel": 0, "from": 0, "to": 3600, "points": 10}),
            *ask(18, "sessions.glance", {"session": "<one>"}),
            *ask(19, "sessions.verify", {"session": "<one>"}),
            *ask(20, "sessions.verify"),
            *[
                step
                for number, format in enumerate(FORMATS)
                for step in file(
                    100 + 2 * number, 1 + number, "sessions.export", {"session": "<one>", "format": format}
                )
            ],
            *file(
                30,
                9,
                "sessions.export",
                {"session": "<one>", "format": "csv", "identified": True, "recipient": RECIPIENT},
            ),
            *file(32, 10, "sessions.compare", {"sessions": ["<one>", "<two>"]}),
            *file(34, 11, "sessions.trend", {"participant": "P-7", "limit": 2}),
            *ask(40, "sessions.get", {"session": "ZZZZZZZZ"}),
            *ask(41, "export.read", {"export": 1}),
            *ask(42, "sessions.export", {"session": "<one>", "format": "mp3"}),
            *ask(43, "web.export", {"session": "<one>", "format": "report"}),
            *ask(44, "web.open"),
            *ask(45, "sessions.delete", {"session": "<two>", "dryRun": True}),
            *ask(46, "sessions.delete", {"session": "<two>"}),
            *ask(47, "sessions.delete", {"all": True}),
        ],
    ),
    # There is no disk to keep anything on.
    (
        "no-disk",
        ["--simulate", "--state-dir", "/dev/null/tonus"],
        None,
        [notice("hello"), *ask(1, "session.start"), *ask(2, "sessions.list")],
    ),
    (
        "dashboard",
        ["--simulate=comfortable-strong,rate=100", "--http", "<port>"],
        None,
        [
            notice("hello"),
            *ask(1, "web.open"),
            *ask(2, "session.start", {"lookback": 1}, {"one": "result.id"}),
            *ask(3, "session.stop"),
            *ask(4, "web.export", {"session": "<one>", "format": "report"}),
        ],
    ),
    (
        "participants",
        ["--simulate=comfortable-strong,rate=100"],
        None,
        [
            notice("hello"),
            *ask(1, "participants.list"),
            *ask(2, "participants.add", {"participant": "P-7", "name": "somebody"}),
            *ask(3, "participants.add", {"participant": "P-7"}),
            *ask(4, "session.start", {"participant": "P-8"}),
            *ask(5, "session.start", {"participant": "P-7", "lookback": 1}, {"one": "result.id"}),
            *ask(6, "session.stop"),
            *ask(
                7,
                "diary.add",
                {
                    "participant": "P-7",
                    "kind": "trainer",
                    "size": "the blue one",
                    "millimetres": 22,
                    "minutes": 10,
                    "pain": {"before": 1, "peak": 3, "after": 1},
                    "anxiety": {"before": 10, "peak": 30, "after": 5},
                    "stoppedByChoice": True,
                    "session": "<one>",
                },
                {"trainer": "result.entry"},
            ),
            *ask(
                8,
                "diary.add",
                {"participant": "P-7", "kind": "feeling", "pain": {"now": 0}, "text": "well", "day": "2026-03-14"},
                {"feeling": "result.entry"},
            ),
            *ask(
                9,
                "diary.add",
                {"participant": "P-7", "kind": "treatment", "treatment": "examination"},
                {"treatment": "result.entry"},
            ),
            *ask(10, "diary.add", {"participant": "P-7", "kind": "note", "text": "a text"}, {"note": "result.entry"}),
            *ask(11, "diary.list", {"participant": "P-7", "since": 0}),
            *ask(12, "diary.list", {"participant": "P-7", "after": "<treatment>"}),
            *ask(13, "diary.delete", {"entry": "<note>"}),
            *ask(14, "diary.delete", {"entry": "<note>"}),
            *ask(15, "diary.list", {"participant": "P-8"}),
            *ask(16, "participants.list", {"participant": "P-7", "names": True}),
            *file(17, 1, "participants.export", {"participant": "P-7", "names": True}),
            *ask(19, "participants.change", {"participant": "P-7", "name": "another"}),
            *ask(20, "participants.change", {"participant": "P-7", "unname": True}),
            *ask(21, "participants.change", {"participant": "P-7", "pseudonym": "P-9"}),
            *ask(22, "participants.delete", {"participant": "P-7", "sessions": True, "dryRun": True}),
            *ask(23, "participants.delete", {"participant": "P-7", "sessions": True}),
        ],
    ),
    (
        "import",
        ["--simulate"],
        None,
        [
            notice("hello"),
            *ask(
                1,
                "import.begin",
                {
                    "format": "CSV",
                    "digest": "0" * 64,
                    "rate": 100,
                    "channels": [
                        {
                            "role": "pelvicFloor",
                            "unit": "mmHg",
                            "gain": 0.01359506,
                            "offset": 0,
                            "least": -8388608,
                            "greatest": 8388607,
                        }
                    ],
                    "began": 1764550000,
                    "zero": "none",
                    "simulated": True,
                    "participant": "P-7",
                },
            ),
            *ask(
                2,
                "import.data",
                {"import": 1, "first": 0, "data": COUNTS, "notes": [{"kind": "mark", "index": 1, "text": "cough"}]},
            ),
            *ask(3, "import.data", {"import": 1, "first": 0, "data": COUNTS}),
            *ask(4, "import.finish", {"import": 1}, {"one": "result.id"}),
            *ask(5, "sessions.get", {"session": "<one>"}),
            *ask(
                6,
                "import.begin",
                {
                    "format": "CSV",
                    "rate": 100,
                    "channels": [
                        {"role": "pelvicFloor", "unit": "cmH2O", "gain": 1, "offset": 0, "least": 0, "greatest": 200}
                    ],
                    "zero": "air",
                    "simulated": True,
                },
            ),
            *ask(7, "import.cancel", {"import": 2}),
            *ask(8, "import.finish", {"import": 2}),
        ],
    ),
]
