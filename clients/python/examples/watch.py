#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what the muscle does. Start `tonusd --simulate` first, or `tonusd` with a probe."""

import tonus_client

with tonus_client.connect() as tonus:
    for event in tonus.watch(["contractions", "rest", "device"]):
        label = "SIMULATED  " if event.simulated else ""
        if isinstance(event, tonus_client.Contraction):
            print(f"{label}{event.phase:9} {event.kind:13} {event.amplitude:5.1f} {tonus.hello.unit} above rest", flush=True)
        elif isinstance(event, tonus_client.Rest) and event.level is not None:
            print(f"{label}rest      {event.level:5.1f} {tonus.hello.unit}", flush=True)
        elif not isinstance(event, tonus_client.Rest):
            print(f"{label}{event}", flush=True)
