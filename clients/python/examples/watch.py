#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints contractions and rest as they come. Start `tonusd --simulate` first, or `tonusd` with a probe. Ctrl-C ends it."""

import contextlib

import tonus_client

with contextlib.suppress(KeyboardInterrupt), tonus_client.connect() as tonus:
    for event in tonus.watch(["contractions", "rest"]):
        label = "SIMULATED" if event.simulated else ""
        match event:
            case tonus_client.Contraction():
                print(f"{label} {event.phase} {event.kind}: {event.amplitude:.1f} {tonus.hello.unit} above rest", flush=True)
            case tonus_client.Rest():
                print(f"{label} rest: {event.level} {tonus.hello.unit}, settled: {event.settled}", flush=True)
            case _:
                print(label, event, flush=True)
