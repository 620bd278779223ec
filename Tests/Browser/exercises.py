# SPDX-License-Identifier: Apache-2.0
"""Programmes that take seconds, for the tests of guided exercises."""

HEAD = """tonus-programme: 1
id: {id}
version: 1
title: {title}
summary: For a test.
focus: relaxation
source: own
"""

SHORT = HEAD.format(id="short", title="A short ladder") + """phases:
  - id: before
    title: Before
    feedback: calm
    steps:
      - {ask: pain-before}
      - {ask: anxiety-before}
      - {do: rest, for: 1 s}
    scores: [phase_time_at_ease]
  - id: ladder
    title: Gentle squeezes
    repeat: 2
    steps:
      - {do: squeeze, for: 1 s, say: "Half is plenty.", target: {above-rest: 10-25 cmH2O}}
      - {do: release, for: 1 s}
    scores: [relax_latency, phase_time_at_ease]
  - id: noticing
    title: Noticing
    feedback: blinded
    steps: [{do: notice, for: 3 s}]
    scores: [felt_hits, felt_misses, felt_extra]
  - id: reveal
    title: Felt and measured
    steps: [{do: reveal, for: 1 s}]
  - id: after
    title: After
    steps: [{ask: pain-after}]
"""

LONG = HEAD.format(id="long", title="A long rest") + """phases:
  - id: rest
    title: Quietly
    feedback: calm
    steps: [{do: rest, for: 20 min}]
    scores: [phase_time_at_ease]
"""

IN_AIR = HEAD.format(id="in-air", title="Over the air") + """zero: air
phases:
  - id: rest
    title: Quietly
    steps: [{do: rest, for: 20 min}]
"""

TRAINER = HEAD.format(id="sized", title="With a trainer") + """sizes: [{name: one, millimetres: 15}, {name: two, millimetres: 20}]
phases:
  - id: trainer
    title: With the trainer
    feedback: calm
    steps:
      - {ask: size}
      - {do: trainer, at-most: 20 min}
"""

ALL = {"short": SHORT, "long": LONG, "in-air": IN_AIR, "sized": TRAINER}
