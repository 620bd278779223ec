#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of the detector's logistic rules on simulated sessions for tuning.

    fit.py DIR [DIR ...] --check DIR [DIR ...] --detect PROGRAM

DIR are folders of sessions (simulate.py, detection-sessions) with seeds below 100001; those of --check only tell how well
the weights do on sessions that they were not fitted on. What is printed goes into DetectorDefinition.swift by hand. Since
the detector learns from its own verdicts, fit, build and fit again until the figures stand still (two rounds).
"""

import argparse
import json
import pathlib
import subprocess

import numpy as np
from sklearn.linear_model import LogisticRegression

VOLUNTARY = {"squeeze", "flick", "hold"}
# Rule -> what it tells from a contraction, in which sessions, and by which features.
RULES = {
    "genuine": ({None}, None, ["steepness", "crown", "length", "usual", "swing", "height"]),
    "muscleAlone": ({"cough", "motion", "talk"}, False,
                    ["steepness", "crown", "length", "rise", "fall", "width", "usual", "company"]),
    "muscleBesideAbdomen": ({"cough", "strain", "push", "motion", "talk"}, True,
                            ["steepness", "crown", "length", "rise", "fall", "width", "usual", "company", "abdominalRatio"]),
}


def features(e):
    """As LogisticRule.share(of:)."""
    height = max(e["height"], 0.01)
    return {
        "steepness": min(1, e["quickRise"] / height),
        "crown": e["crown"] / max(0.02, e["width"]),
        "length": np.log(max(0.1, e["length"])),
        "rise": np.log(max(0.03, e["rise"])),
        "fall": np.log(max(0.03, e["fall"])),
        "width": np.log(max(0.05, e["width"])),
        "usual": np.log(height / e["usualHeight"]) if e["usualHeight"] > 0 else 0,
        "swing": np.log(height / max(0.3, e["restSwing"])) if e["restSwing"] > 0 else 0,
        "height": np.log(height),
        "company": e["company"],
        "abdominalRatio": min(1.5, max(-0.5, e["abdominalRatio"])),
    }


def truth_of(found, events):
    """The kind of the event that a detection overlaps most; None where it overlaps none well."""
    best, kind = 0.25, None
    for event in events:
        both = min(found["offset"], event["fall10"]) - max(found["onset"], event["rise10"])
        if both <= 0:
            continue
        either = max(found["offset"], event["fall10"]) - min(found["onset"], event["rise10"])
        agreement = max(both / either, 0.5 * both / max(1e-3, found["offset"] - found["onset"]))
        if agreement > best:
            best, kind = agreement, event["kind"]
    return kind


def load(folders, program):
    rows = []
    for folder in map(pathlib.Path, folders):
        sessions = json.loads(subprocess.run([program, folder, "--evidence"], check=True, stdout=subprocess.PIPE).stdout)
        for name, detections in sessions.items():
            session = json.loads((folder / f"{name}.json").read_text())
            if session["seed"] > 100000:
                raise SystemExit(f"fit: {folder}/{name} has a test seed; the weights must not be fitted on it")
            for found in detections:
                if "evidence" in found:
                    rows.append((truth_of(found, session["events"]), session["abdominal"], features(found["evidence"])))
    return rows


def table(rows, others, abdominal, names):
    chosen = [(kind in VOLUNTARY, f) for kind, has_abdominal, f in rows
              if (kind in VOLUNTARY or kind in others) and abdominal in (None, has_abdominal)]
    return np.array([[f[n] for n in names] for _, f in chosen]), np.array([v for v, _ in chosen])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", nargs="+")
    parser.add_argument("--check", nargs="+", default=[], metavar="DIR")
    parser.add_argument("--detect", required=True, metavar="PROGRAM", help="the program of Benchmarks/Sources/detect")
    options = parser.parse_args()
    fitted_on, checked_on = load(options.directory, options.detect), load(options.check, options.detect)
    for rule, (others, abdominal, names) in RULES.items():
        x, y = table(fitted_on, others, abdominal, names)
        mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
        model = LogisticRegression(C=1, max_iter=3000).fit((x - mean) / deviation, y)
        weights = model.coef_[0] / deviation
        intercept = model.intercept_[0] - weights @ mean
        print(f"    public var {rule} = LogisticRule(\n        intercept: {intercept:.2f}, "
              + ", ".join(f"{n}: {w:.2f}" for n, w in zip(names, weights)) + ")")
        if checked_on:
            x, y = table(checked_on, others, abdominal, names)
            said = x @ weights + intercept > 0
            print(f"    // check: {np.sum(~said & y)} of {np.sum(y)} contractions missed, "
                  f"{np.sum(said & ~y)} of {np.sum(~y)} others taken for one")


if __name__ == "__main__":
    main()
