#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records a session until Ctrl-C or for so many seconds, and saves its samples as CSV, without date, pseudonym or words.

    record_session.py session.csv --participant P-7 --seconds 60

Each line that is typed meanwhile marks the moment. The daemon keeps the session too: see `tonus sessions`.
"""

from __future__ import annotations

import argparse
import errno
import os
import select
import sys
import time

import tonus_client
from tonus_client import Tonus, sessions


def mark_until(tonus: Tonus, end: float) -> None:
    """Marks the moments at which a line is typed, until then or Ctrl-C."""
    typing = [sys.stdin]
    while (left := end - time.monotonic()) > 0:
        if not select.select(typing, [], [], min(left, 3600))[0]:
            continue
        # A terminal gives whole lines. What Python buffered, `select` would not see.
        if not (typed := os.read(sys.stdin.fileno(), 4096)):
            typing = []
        for line in typed.decode(errors="replace").splitlines():
            tonus.ask(sessions.mark(line.strip() or None))


def main() -> None:
    parser = argparse.ArgumentParser(description="Records a session, and saves it as CSV.")
    parser.add_argument("file", help="where to save the CSV; an existing file is kept")
    parser.add_argument("--participant", help="a pseudonym, never a name")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long; default: until Ctrl-C")
    arguments = parser.parse_args()
    if os.path.lexists(arguments.file):
        raise FileExistsError(errno.EEXIST, "is there already", arguments.file)
    with tonus_client.connect() as tonus:
        session = tonus.ask(sessions.start(participant=arguments.participant))
        about = "SIMULATED, no body is involved: " if session.simulated else ""
        print(f"{about}recording {session.id}; Enter marks the moment, Ctrl-C ends", file=sys.stderr)
        try:
            mark_until(tonus, time.monotonic() + arguments.seconds)
        except KeyboardInterrupt:
            pass
        finally:
            session = tonus.ask(sessions.stop(session.id))
        tonus.save(sessions.export(session.id, "csv"), arguments.file, timeout=60)
        print(f"{arguments.file}: {session.seconds:.1f} s, {session.samples} samples", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except FileExistsError as error:
        sys.exit(f"record_session: {error.filename} is there already; name another file")
    except (tonus_client.TonusError, OSError) as error:
        sys.exit(f"record_session: {error}")
