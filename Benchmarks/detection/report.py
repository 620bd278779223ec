#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/detection-benchmark.md and its figures from what `run` left in its work folder.

    report.py WORK DOCS
"""

import argparse
import json
import math
import pathlib

import figures
import peers
import score

SETS = {"generator": "the generator", "virtual-patient": "the virtual patient"}
TONUS = "Tonus"

OPENING = """# How well contractions are found

<!-- Written by Benchmarks/detection/report.py; `make bench-detection` writes it anew. -->

Everything on this page is **simulated**: no figure comes from a person. It says how detectors compare on the same
sessions, not how well any of them does in a clinic.

    make bench-detection

makes the sessions, runs every detector and writes this page.

## What is measured

Two sources of sessions with known truth, neither made from the other:

- **the generator** (`Benchmarks/detection/simulate.py`): {generator}. Rates from 20 to 1000 Hz, one or two channels,
  drift, breathing, un-zeroed probes, coughs, straining, talking, posture, knocks, spasms. The protocol *artefacts* has
  no contraction at all.
- **the virtual patient** of `tonusd --simulate`: {patient}.

Test sessions have seeds from 100001, tuning used seeds 1 to 1000 of either source. The truth of a contraction is taken
from the noise-free pressure of the muscle: its onset where the rise passes 10 %, its offset where the fall has passed
90 % of its way.

- **F1**: contractions and detections are paired one to one where they overlap by half (intersection over union).
  Confounders that are taken for contractions are not counted. **F1 conf** counts them: coughs, shifts and motion, and
  straining and pushing where there is an abdominal channel that could tell. Spasms, and attempts below 1 cmH2O, count
  neither way.
- **F1 on**: as F1, but the onset must be right within 250 ms too.
- **precision, recall**: without the confounders. **FA/min**: false alarms a minute, without and with the confounders.
- **onset, offset**: size of the error (mean, median) and its bias, ms. **latency**: from the true onset until it is
  known, ms (median and 95th percentile); only a causal detector has one.

Most peers were written for the electromyogram. They get an *adapted* signal: low-passed at 8 Hz without phase, less the
20th percentile of the minute around, as a percentage of the session's 97th percentile, on a carrier so that
rectifiers see an envelope. All of that but the two marked *causal* needs the whole recording: they know the future and
could not give live feedback. Their options are tuned on the tuning seeds (`peers.py --tune`). None looks at the
abdominal channel or tells coughs from squeezes, which is what "conf" shows. The Edge-o-Matic rule is written anew from
a description of it.
"""


def number(value, form):
    return "-" if value is None or (isinstance(value, float) and math.isnan(value)) else format(value, form)


def markdown(rows, heads):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


HEADS = ["F1", "F1 conf", "precision", "recall", "F1 on", "FA/min", "conf", "onset mean (median)", "bias",
         "offset mean (median)", "bias", "latency median / p95"]


def cells(f):
    return [number(f["f1"], ".3f"), number(f["f1_conf"], ".3f"), number(f["precision"], ".3f"),
            number(f["recall"], ".3f"), number(f["f1_onset"], ".3f"), number(f["false_per_minute"], ".2f"),
            number(f["false_per_minute_conf"], ".2f"),
            f"{number(f['onset_mae'], '.0f')} ({number(f['onset_median'], '.0f')})", number(f["onset_bias"], "+.0f"),
            f"{number(f['offset_mae'], '.0f')} ({number(f['offset_median'], '.0f')})",
            number(f["offset_bias"], "+.0f"),
            f"{number(f['latency_median'], '.0f')} / {number(f['latency_p95'], '.0f')}"]


def detector_table(scored):
    names = sorted(scored, key=lambda n: (n != TONUS, -scored[n]["all"].figures()["f1_conf"]))
    rows = []
    for name in names:
        causal = name == TONUS or peers.PEERS[name][1]
        label = f"**{name}**, causal" if name == TONUS else f"{name}, causal" if causal else name
        rows.append([label] + cells(scored[name]["all"].figures()))
    return markdown(rows, ["detector"] + HEADS)


def split_table(tallies, what):
    order = sorted(tallies, key=lambda n: (n != "all", n in ("abdominal channel", "pressure only"), n))
    rows = [[n, str(tallies[n].figures()["events"])] + cells(tallies[n].figures()) for n in order]
    return markdown(rows, [what, "contractions"] + HEADS)


def kind_table(tallies):
    rows = tallies["all"].figures()["confusion"]
    heads = sorted({h for row in rows.values() for h in row})
    recall = tallies["all"].figures()["recall_by_kind"]
    return markdown([[k, number(recall.get(k), ".3f")] + [str(row.get(h, 0)) for h in heads]
                     for k, row in rows.items()], ["truth", "recall"] + heads)


def summary(truths):
    counts = {}
    for t in truths.values():
        for e in t["events"]:
            counts[e["kind"]] = counts.get(e["kind"], 0) + 1
    minutes = sum(t["seconds"] for t in truths.values()) / 60
    return (f"{len(truths)} sessions, {minutes:.0f} minutes, with "
            + ", ".join(f"{n} {k}" for k, n in sorted(counts.items(), key=lambda c: -c[1])))


def main():
    parser = argparse.ArgumentParser(description="Write the page about detection from a finished run.")
    parser.add_argument("work")
    parser.add_argument("docs")
    options = parser.parse_args()
    work, docs = pathlib.Path(options.work), pathlib.Path(options.docs)
    (docs / "detection-benchmark").mkdir(parents=True, exist_ok=True)
    truths = {s: score.load_truths(work / s) for s in SETS}
    found = {s: {f.stem: json.loads(f.read_text()) for f in sorted((work / "detections" / s).glob("*.json"))}
             for s in SETS}
    scored = {s: {n: score.score(truths[s], d, "protocol")[0] for n, d in found[s].items()} for s in SETS}

    page = [OPENING.format(generator=summary(truths["generator"]), patient=summary(truths["virtual-patient"]))]
    for s, title in SETS.items():
        page += [f"## Detectors on the sessions of {title}\n", detector_table(scored[s])]
    page += ["![F1 of every detector, without and with confounders (simulated)](detection-benchmark/f1.svg)\n",
             "![Errors of onset and offset, and latency (simulated)](detection-benchmark/times.svg)\n"]
    for s, what in (("generator", "protocol"), ("virtual-patient", "persona")):
        if TONUS in scored[s]:
            page += [f"## Tonus by {what}\n", split_table(scored[s][TONUS], what),
                     f"What Tonus called each event of {SETS[s]}. The row (nothing) is what it found where "
                     "there was none; the column nothing is what it did not find.\n", kind_table(scored[s][TONUS])]
    page += ["## Sessions to look at\n",
             "Truth is shaded, what Tonus found is drawn underneath.\n",
             "![Simulated sessions with truth and detections](detection-benchmark/sessions.svg)\n",
             "## Options of the peers\n",
             "\n".join(f"- {n}: " + ", ".join(f"{k} {v}" for k, v in o.items()) for n, o in peers.TUNED.items()) + "\n"]
    (docs / "detection-benchmark.md").write_text("\n".join(page))
    figures.f1(scored, SETS, docs / "detection-benchmark" / "f1.svg")
    figures.times(scored["generator"], docs / "detection-benchmark" / "times.svg")
    figures.sessions(work / "generator", truths["generator"], found["generator"].get(TONUS, {}),
                     docs / "detection-benchmark" / "sessions.svg")


if __name__ == "__main__":
    main()
