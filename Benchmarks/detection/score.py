#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores contraction detections against the truth of simulated sessions.

    score.py DIR DETECTIONS.json [--by protocol] [--worst 20] [--json]

DETECTIONS.json: {"NAME": [{"kind", "onset", "offset", "emitted", "emittedOffset"}, ...], ...}, times in seconds.
`emitted` (when the onset became known) and `emittedOffset` are optional, as whoever needs the whole recording has none.

A truth event spans [rise10, fall10]. Detections of a voluntary kind and voluntary events are paired one to one,
greedily by intersection over union, which must be 0.5 or more. A detection that is left over
- and lies on a spasm is ignored: whether a clench was meant is not in the pressure; so is one on a "flicker", an
  attempt of less than 1 cmH2O;
- and lies on a confounder is ignored in the "plain" figures, and in "conf" is a false alarm if pressure (with the
  abdominal channel where there is one) can tell: on coughs, shifts and motion always, on strain and pushes where there
  is an abdominal channel;
- and overlaps a voluntary event it was not paired with is a false alarm, as is any other.
"""

import argparse
import collections
import json
import pathlib
import signal
from dataclasses import dataclass, field

import numpy as np

VOLUNTARY = ("squeeze", "flick", "hold")
IGNORED = ("spasm", "flicker")
ALWAYS_TELLABLE = ("cough", "shift", "motion")
TELLABLE_WITH_ABDOMEN = ("strain", "push")
COLLAR = 0.25  # s, of "F1 onset"


@dataclass
class Tally:
    """What was found in some sessions. Times in seconds."""

    sessions: int = 0
    seconds: float = 0.0
    events: int = 0
    hits: int = 0
    close: int = 0
    plain: int = 0
    conf: int = 0
    onset: list = field(default_factory=list)
    offset: list = field(default_factory=list)
    latency: list = field(default_factory=list)
    offset_latency: list = field(default_factory=list)
    recall: dict = field(default_factory=lambda: collections.defaultdict(lambda: [0, 0]))
    confusion: dict = field(default_factory=lambda: collections.defaultdict(collections.Counter))

    def add(self, other):
        for name in ("sessions", "seconds", "events", "hits", "close", "plain", "conf", "onset", "offset", "latency",
                     "offset_latency"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for kind, (hit, all_) in other.recall.items():
            self.recall[kind][0] += hit
            self.recall[kind][1] += all_
        for kind, row in other.confusion.items():
            self.confusion[kind].update(row)

    def figures(self):
        """Everything as plain numbers; times in ms; nan where there is nothing to measure."""
        f1 = lambda hits, false: 2 * hits / max(1, hits + false + self.events)
        out = {
            "sessions": self.sessions, "minutes": self.seconds / 60, "events": self.events,
            "f1": f1(self.hits, self.plain), "f1_conf": f1(self.hits, self.plain + self.conf),
            "precision": self.hits / max(1, self.hits + self.plain),
            "precision_conf": self.hits / max(1, self.hits + self.plain + self.conf),
            "recall": self.hits / self.events if self.events else float("nan"),
            # Of a detection that is paired but late, both its miss and its false alarm count.
            "f1_onset": f1(self.close, self.hits - self.close + self.plain),
            "false_per_minute": 60 * self.plain / max(1e-9, self.seconds),
            "false_per_minute_conf": 60 * (self.plain + self.conf) / max(1e-9, self.seconds),
        }
        if not self.events:
            out.update(dict.fromkeys(("f1", "f1_conf", "precision", "precision_conf", "f1_onset"), float("nan")))
        for name, errors in (("onset", self.onset), ("offset", self.offset)):
            e = 1000 * np.array(errors)
            size = np.abs(e)
            out[f"{name}_mae"] = size.mean() if e.size else float("nan")
            out[f"{name}_median"] = np.median(size) if e.size else float("nan")
            out[f"{name}_p95"] = np.percentile(size, 95) if e.size else float("nan")
            out[f"{name}_bias"] = e.mean() if e.size else float("nan")
        for name, values in (("latency", self.latency), ("offset_latency", self.offset_latency)):
            v = 1000 * np.array(values)
            out[f"{name}_median"] = np.median(v) if v.size else float("nan")
            out[f"{name}_p95"] = np.percentile(v, 95) if v.size else float("nan")
        out["recall_by_kind"] = {k: h / n for k, (h, n) in sorted(self.recall.items())}
        out["confusion"] = {k: dict(row) for k, row in sorted(self.confusion.items())}
        return {k: float(v) if isinstance(v, np.floating) else v for k, v in out.items()}


def overlap(a, b):
    """Seconds that two (begin, end) spans share."""
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0]))


def iou(a, b):
    shared = overlap(a, b)
    return shared / max(1e-9, (a[1] - a[0]) + (b[1] - b[0]) - shared)


def span(event):
    return event["rise10"], event["fall10"]


def pair(detections, events, least=0.5):
    """One-to-one pairs (detection index, event index), greedily by intersection over union."""
    candidates = sorted(
        ((iou((d["onset"], d["offset"]), span(e)), i, j)
         for i, d in enumerate(detections) for j, e in enumerate(events)
         if d["onset"] < e["fall10"] and d["offset"] > e["rise10"]), key=lambda c: (-c[0], c[1], c[2]))
    used, taken, pairs = set(), set(), []
    for value, i, j in candidates:
        if value >= least and i not in used and j not in taken:
            used.add(i)
            taken.add(j)
            pairs.append((i, j))
    return pairs


def lies_on(detection, event, before=0.3, after=0.5):
    """Whether a detection is about this event: most of it is inside, or it begins there."""
    d = (detection["onset"], detection["offset"])
    e = (event["onset"] - before, max(event["fall10"], event["release"]) + after)
    return overlap(d, e) >= 0.5 * (d[1] - d[0]) or e[0] <= d[0] <= e[1]


def tellable(kind, abdominal):
    return kind in ALWAYS_TELLABLE or (abdominal and kind in TELLABLE_WITH_ABDOMEN)


def checked(detections, name):
    """The finished detections of a session; an unreadable one names itself. Those without an offset are left out."""
    for d in detections:
        for key in ("kind", "onset"):
            if key not in d:
                raise SystemExit(f"score.py: a detection of session {name} has no {key!r}: {d}")
    return [d for d in detections if d.get("offset") is not None]


def score_session(truth, detections):
    """Scores one session. Returns its Tally and what went wrong, as (kind of mistake, time, words)."""
    voluntary = [e for e in truth["events"] if e["kind"] in VOLUNTARY]
    others = [e for e in truth["events"] if e["kind"] not in VOLUNTARY]
    found = [d for d in detections if d["kind"] in VOLUNTARY]
    pairs = pair(found, voluntary)
    tally = Tally(sessions=1, seconds=truth["seconds"], events=len(voluntary), hits=len(pairs))
    wrong = []
    for i, j in pairs:
        d, e = found[i], voluntary[j]
        tally.onset.append(d["onset"] - e["rise10"])
        tally.offset.append(d["offset"] - e["fall10"])
        tally.close += abs(tally.onset[-1]) <= COLLAR
        if d.get("emitted") is not None:
            tally.latency.append(d["emitted"] - e["rise10"])
        if d.get("emittedOffset") is not None:
            tally.offset_latency.append(d["emittedOffset"] - e["fall10"])
    hit = {j for _, j in pairs}
    for j, e in enumerate(voluntary):
        tally.recall[e["kind"]][0] += j in hit
        tally.recall[e["kind"]][1] += 1
        if j not in hit:
            near = max(detections, key=lambda d: iou((d["onset"], d["offset"]), span(e)), default=None)
            near = near if near and overlap((near["onset"], near["offset"]), span(e)) > 0 else None
            wrong.append(("missed", e["rise10"], f"{words(e)}; nearest: {words(near) if near else 'nothing'}"))
    paired = {i for i, _ in pairs}
    for i, d in enumerate(found):
        if i in paired:
            continue
        under = [e for e in others if lies_on(d, e)]
        tell = [e for e in under if tellable(e["kind"], truth["abdominal"])]
        on_voluntary = any(overlap((d["onset"], d["offset"]), span(e)) >= 0.5 * (d["offset"] - d["onset"])
                           for e in voluntary)
        if any(e["kind"] in IGNORED for e in under):
            continue
        if not under or on_voluntary:
            tally.plain += 1
            wrong.append(("false", d["onset"], words(d)))
        elif tell:
            tally.conf += 1
            wrong.append((f"on {tell[0]['kind']}", d["onset"], f"{words(d)}; truth: {words(tell[0])}"))
    confuse(tally, truth["events"], detections)
    return tally, wrong


def confuse(tally, events, detections):
    """The kind that was reported for each true event of whatever kind, by at least a third of overlap."""
    free = set(range(len(detections)))
    for e in events:
        def fit(i):
            d = (detections[i]["onset"], detections[i]["offset"])
            part = overlap(d, span(e)) / max(1e-9, min(d[1] - d[0], e["fall10"] - e["rise10"]))
            return iou(d, span(e)) if part >= 1 / 3 else 0

        best = max(free, key=fit, default=None)
        if best is None or fit(best) == 0:
            tally.confusion[e["kind"]]["nothing"] += 1
        else:
            free.discard(best)
            tally.confusion[e["kind"]][detections[best]["kind"]] += 1
    for i in free:
        tally.confusion["(nothing)"][detections[i]["kind"]] += 1


def words(x):
    if "rise10" in x:
        return f"{x['kind']} {x['rise10']:.2f}-{x['fall10']:.2f} s, {x['amplitude']:.1f} cmH2O"
    return f"{x['kind']} {x['onset']:.2f}-{x['offset']:.2f} s"


def load_truths(directory):
    files = sorted(pathlib.Path(directory).glob("*.json"))
    truths = {f.stem: json.loads(f.read_text()) for f in files}
    truths = {name: t for name, t in truths.items() if isinstance(t, dict) and "events" in t}
    if not truths:
        raise SystemExit(f"score.py: {directory} has no sessions; write some with simulate.py {directory} --count 20")
    for name, truth in truths.items():
        if "seconds" not in truth:
            frames = (pathlib.Path(directory) / f"{name}.f32").stat().st_size / 4 / truth["channels"]
            truth["seconds"] = frames / truth["rate"]
    return truths


def score(truths, detections, by=None):
    """Tallies by the value of the truth field `by` ("all" is always there), and mistakes by session."""
    tallies, wrong = collections.defaultdict(Tally), {}
    for name, truth in truths.items():
        tally, wrong[name] = score_session(truth, checked(detections.get(name, []), name))
        tallies["all"].add(tally)
        tallies["abdominal channel" if truth["abdominal"] else "pressure only"].add(tally)
        if by:
            tallies[str(truth.get(by))].add(tally)
    return dict(tallies), wrong


COLUMNS = [("f1", "F1", ".3f"), ("f1_conf", "F1 conf", ".3f"), ("precision", "prec", ".3f"),
           ("recall", "recall", ".3f"), ("f1_onset", "F1 on", ".3f"),
           ("false_per_minute", "FA/min", ".2f"), ("false_per_minute_conf", "conf", ".2f"),
           ("onset_mae", "on MAE", ".0f"), ("onset_median", "med", ".0f"), ("onset_p95", "p95", ".0f"),
           ("onset_bias", "bias", "+.0f"), ("offset_mae", "off MAE", ".0f"), ("offset_median", "med", ".0f"),
           ("offset_p95", "p95", ".0f"), ("offset_bias", "bias", "+.0f"), ("latency_median", "lat", ".0f"),
           ("latency_p95", "p95", ".0f"), ("offset_latency_median", "off lat", ".0f"),
           ("offset_latency_p95", "p95", ".0f")]


def table(tallies):
    lines = [f"{'':<18} {'n':>5} {'events':>6} " + " ".join(f"{title:>7}" for _, title, _ in COLUMNS)]
    for name, tally in tallies.items():
        f = tally.figures()
        cells = " ".join(f"{'-' if np.isnan(f[key]) else format(f[key], spec):>7}" for key, _, spec in COLUMNS)
        lines.append(f"{name:<18} {f['sessions']:>5} {f['events']:>6} {cells}")
    return "\n".join(lines)


def confusion_table(tally):
    rows = tally.figures()["confusion"]
    heads = sorted({k for row in rows.values() for k in row})
    lines = [f"{'truth / reported':<18} " + " ".join(f"{h[:10]:>10}" for h in heads)]
    lines += [f"{k:<18} " + " ".join(f"{row.get(h, 0):>10}" for h in heads) for k, row in rows.items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Score detections against simulated truth; times in ms.")
    parser.add_argument("directory")
    parser.add_argument("detections")
    parser.add_argument("--by", default="protocol", help="field of the truth to split by (default protocol)")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N sessions with most mistakes")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args()
    tallies, wrong = score(load_truths(options.directory), json.loads(pathlib.Path(options.detections).read_text()),
                           options.by)
    if options.json:
        print(json.dumps({name: t.figures() for name, t in tallies.items()}, indent=1))
        return
    print("simulated sessions; times in ms\n" + table(tallies))
    recall = tallies["all"].figures()["recall_by_kind"]
    print("\nrecall: " + ", ".join(f"{k} {v:.3f}" for k, v in recall.items()))
    print("\n" + confusion_table(tallies["all"]))
    for name in sorted(wrong, key=lambda n: -len(wrong[n]))[: options.worst]:
        print(f"\n{name}: {len(wrong[name])} mistakes")
        for kind, at, what in sorted(wrong[name], key=lambda w: w[1]):
            print(f"  {at:8.2f} s  {kind:<10} {what}")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `score.py … | head` is no error
    main()
