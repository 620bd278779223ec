#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints contractions and rest. Start `tonusd --simulate` first, or `tonusd` with a probe; Ctrl-C ends it."""

import contextlib

import tonus_client

with contextlib.suppress(KeyboardInterrupt), tonus_client.connect() as tonus:
    for event in tonus.watch(["contractions", "rest"]):
        label = "SIMULATED" if event.simulated else ""
        match event:
            case tonus_client.Contraction():
                print(f"{label} {event.phase} {event.kind}, {event.amplitude:.1f} cmH2O above rest", flush=True)
            case tonus_client.Rest():
                print(f"{label} rest at {event.level} cmH2O", flush=True)
            case _:
                print(label, event, flush=True)
