#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors on the same sessions.

    peers.py DIR OUTDIR [--only NAME] [--jobs 2]     one DETECTIONS.json for each
    peers.py DIR --tune [--only NAME]                the grid search behind `TUNED`, on the sessions of DIR

What was made for the rectified electromyogram does not understand pressure, so those detectors get an *adapted* signal
(`adapted`), which helps them with knowledge of the whole recording. Every detector that is not marked causal knows the
future: it could not give live feedback. None looks at the abdominal channel and none tells coughs from squeezes, so
everything they find is reported as one of the three voluntary kinds, by its duration alone.

The Edge-o-Matic rule is written anew from a description of that device's behaviour; it shares no code with it.
"""

import argparse
import concurrent.futures
import itertools
import json
import pathlib
import warnings

import numpy as np
from scipy.ndimage import percentile_filter
from scipy.signal import butter, find_peaks, peak_widths, sosfilt, sosfiltfilt

import score

RATE = 100  # Hz, at which the offline peers work

# From --tune on sessions of simulate.py, what is best by F1 with confounders: seeds 1-105 for those of SciPy and the
# causal ones, 1-28 for NeuroKit2 and BioSPPy, which take seconds a session.
TUNED = {
    "scipy find_peaks + peak_widths": {"prominence": 40, "height": 0.65, "width": 0.3, "window": 30},  # 0.840
    "zero-phase hysteresis": {"high": 40, "low": 25, "join": 0.15},  # 0.770
    "static hysteresis": {"high": 4.5, "low": 2},  # 0.589
    "Edge-o-Matic rule": {"rise": 4.5, "release": 0.4, "dropout": 0.25},  # 0.817
    "NeuroKit2 threshold": {"threshold": 32},  # 0.764
    "NeuroKit2 mixture": {"threshold": 0.7},  # 0.754
    "NeuroKit2 biosppy": {"threshold": "default", "size": 0.05},  # 0.754
    "BioSPPy silva": {"size": 20, "threshold_size": 500, "threshold": 20},  # 0.663
    "BioSPPy hodges_bui": {"size": 20, "threshold": 8},  # 0.631
    "BioSPPy solnik": {"threshold": 300, "active_state_duration": 5},  # 0.696
    "BioSPPy londral": {"size": 8, "threshold": 100, "duration": 5},  # 0.659
}


def resampled(y, rate, hertz=RATE):
    """At `hertz`, through a zero-phase 8 Hz low-pass (offline)."""
    y = y.astype(float)
    if rate > 20:
        y = sosfiltfilt(butter(2, min(8, 0.4 * rate), fs=rate, output="sos"), y)
    t = np.arange(0, y.size / rate, 1 / hertz)
    return np.interp(t, np.arange(y.size) / rate, y)


def adapted(y, rate):
    """Zero-phase 8 Hz low-pass, less the 20th percentile of the 60 s around, as % of the session's 97th percentile."""
    x = resampled(y, rate)
    coarse = x[:: RATE // 5]
    floor = percentile_filter(coarse, 20, size=60 * 5, mode="nearest")
    x = x - np.interp(np.arange(x.size), np.arange(coarse.size) * (RATE // 5), floor)
    return 100 * x / max(np.percentile(x, 97), 1e-6)


def carried(x):
    """|x| on a carrier of +, +, -, -, so that rectifiers and energy operators see an envelope."""
    return np.abs(x) * np.resize([1.0, 1.0, -1.0, -1.0], x.size)


def spans(active, hertz, shortest=0.15, join=0.0):
    """(onset, offset) in seconds of what is active."""
    edges = np.diff(np.concatenate([[0], np.asarray(active, dtype=int), [0]]))
    found = []
    for begin, end in zip(np.nonzero(edges == 1)[0] / hertz, np.nonzero(edges == -1)[0] / hertz):
        if found and begin - found[-1][1] < join:
            found[-1][1] = end
        else:
            found.append([begin, end])
    return [(b, e) for b, e in found if e - b >= shortest]


def toggles(indices, n):
    """What toggles at the given indices, as a boolean series that begins inactive."""
    steps = np.zeros(n, dtype=int)
    indices = np.asarray(indices, dtype=int)
    np.add.at(steps, indices[(indices >= 0) & (indices < n)], 1)
    return np.cumsum(steps) % 2 == 1


def hysteresis(x, high, low):
    """Active from `high` upwards until below `low`."""
    mark = np.where(x >= high, 1, np.where(x < low, -1, 0))
    mark[0] = mark[0] or -1
    last = np.maximum.accumulate(np.where(mark != 0, np.arange(x.size), 0))
    return mark[last] == 1


def find_peaks_and_widths(y, rate, prominence=15, height=0.9, width=0.15, window=20.0):
    """scipy.signal.find_peaks by prominence within some seconds, edges by peak_widths; the most prominent first."""
    x = adapted(y, rate)
    smooth = sosfiltfilt(butter(2, 2.0, fs=RATE, output="sos"), x)
    peaks, properties = find_peaks(smooth, prominence=prominence, width=width * RATE, wlen=int(window * RATE))
    _, _, left, right = peak_widths(smooth, peaks, rel_height=height, wlen=int(window * RATE))
    taken = np.zeros(x.size, dtype=bool)
    found = []
    for k in np.argsort(-properties["prominences"]):
        begin, end = int(left[k]), int(right[k])
        if not taken[begin:end].any():
            taken[begin:end] = True
            found.append((left[k] / RATE, right[k] / RATE))
    return sorted(found)


def zero_phase_hysteresis(y, rate, high=25, low=12, join=0.2):
    return spans(hysteresis(adapted(y, rate), high, low), RATE, join=join)


def static_hysteresis(y, rate, high=3.0, low=1.5):
    """Causal. Two levels over the mean of the first two seconds, in cmH2O, after a causal 8 Hz low-pass."""
    x = causal(y, rate)
    rest = x[: int(2 * rate)].mean()
    return spans(hysteresis(x, rest + high, rest + low), rate)


def causal(y, rate):
    y = y.astype(float)
    if rate <= 20:
        return y
    sos = butter(2, min(8, 0.4 * rate), fs=rate, output="sos")
    return sosfilt(sos, y - y[0]) + y[0]


def edge_o_matic(y, rate, rise=2.5, release=0.4, dropout=0.5, tau=5.0):
    """Causal. The rule of the Edge-o-Matic, as described: at 50 Hz over 5 samples, a rise from the last trough by a
    threshold opens; a baseline of time constant 5 s does not follow upwards meanwhile; what has been below for longer
    than 0.5 s is over. Levels in cmH2O."""
    step = 50
    t = np.arange(0, y.size / rate, 1 / step)
    x = y[np.minimum((t * rate).astype(int), y.size - 1)].astype(float)
    x = np.convolve(np.concatenate([np.full(4, x[0]), x]), np.ones(5) / 5, "valid")
    a = 1 / (tau * step)
    baseline = trough = x[0]
    active, below, begin, last = False, 0, 0, 0
    found = []
    for i, v in enumerate(x):
        if not active or v < baseline:
            baseline += a * (v - baseline)
        if not active:
            trough = min(trough, v) if v < trough else trough + a * (v - trough)
            if v - trough >= rise and v > baseline:
                active, begin, below, peak = True, i, 0, v
        else:
            peak = max(peak, v)
            if v - baseline < release * max(rise, peak - baseline):
                below += 1
                last = i if below == 1 else last
                if below >= dropout * step:
                    found.append((begin / step, last / step, begin / step, i / step))
                    active, trough = False, v
            else:
                below = 0
    return found


def neurokit(y, rate, method, threshold="default", smooth=0.0, **more):
    import neurokit2

    x = np.maximum(adapted(y, rate), 0)
    arguments = {"emg_cleaned": carried(x)} if method == "biosppy" else {"emg_amplitude": x}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table, _ = neurokit2.emg_activation(
                sampling_rate=RATE, method=method, threshold=threshold, duration_min=int(0.15 * RATE), **arguments,
                **more)
    except (ValueError, IndexError):
        return []  # a threshold over everything in the recording, or nothing found
    return spans(table["EMG_Activity"].to_numpy() > 0, RATE)


def biosppy(y, rate, name, **options):
    from biosppy.signals import emg

    x = adapted(y, rate)
    rest = carried(x[: int(1.8 * RATE)])
    detector = getattr(emg, f"{name}_onset_detector")
    if name != "silva":
        options["rest"] = rest
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            onsets = detector(signal=carried(x), sampling_rate=RATE, **options)["onsets"]
    except (ValueError, IndexError):
        return []
    return spans(toggles(onsets, x.size), RATE)


def londral(y, rate, size, threshold, duration):
    return biosppy(y, rate, "londral", size=size, threshold=threshold, active_state_duration=duration)


PEERS = {
    "scipy find_peaks + peak_widths": (find_peaks_and_widths, False, {
        "prominence": [22, 30, 40, 50], "height": [0.65, 0.75, 0.85], "width": [0.15, 0.3, 0.5],
        "window": [12, 20, 30]}),
    "zero-phase hysteresis": (zero_phase_hysteresis, False, {
        "high": [30, 40, 50, 60], "low": [18, 25, 35, 45], "join": [0.0, 0.15]}),
    "static hysteresis": (static_hysteresis, True, {"high": [3, 4.5, 6, 8, 11], "low": [2, 3.5, 5, 7]}),
    "Edge-o-Matic rule": (edge_o_matic, True, {
        "rise": [2, 3, 4.5, 6, 8], "release": [0.25, 0.4, 0.55], "dropout": [0.1, 0.25, 0.5]}),
    "NeuroKit2 threshold": (lambda y, r, **o: neurokit(y, r, "threshold", **o), False, {
        "threshold": [22, 32, 42]}),
    "NeuroKit2 mixture": (lambda y, r, **o: neurokit(y, r, "mixture", **o), False, {
        "threshold": [0.33, 0.7, 0.95]}),
    "NeuroKit2 biosppy": (lambda y, r, **o: neurokit(y, r, "biosppy", **o), False, {
        "threshold": ["default", 25, 38], "size": [0.05]}),
    "BioSPPy silva": (lambda y, r, **o: biosppy(y, r, "silva", **o), False, {
        "size": [10, 20, 40], "threshold_size": [60, 200, 500], "threshold": [5, 10, 20]}),
    "BioSPPy hodges_bui": (lambda y, r, **o: biosppy(y, r, "hodges_bui", **o), False, {
        "size": [5, 10, 20, 40], "threshold": [2, 4, 8, 16, 32]}),
    "BioSPPy solnik": (lambda y, r, **o: biosppy(y, r, "solnik", **o), False, {
        "threshold": [3, 10, 30, 100, 300, 1000], "active_state_duration": [5, 10, 20]}),
    "BioSPPy londral": (londral, False, {
        "size": [8, 16], "threshold": [10, 100, 1000], "duration": [5, 15]}),
}


def kind(duration):
    """By duration alone (assumption)."""
    return "flick" if duration < 1.2 else "squeeze" if duration < 7 else "hold"


def detections(name, y, rate, options=None):
    detector = PEERS[name][0]
    found = []
    for span in detector(y, rate, **(TUNED.get(name, {}) if options is None else options)):
        begin, end = float(span[0]), float(span[1])
        entry = {"kind": kind(end - begin), "onset": begin, "offset": end}
        if len(span) == 4:
            entry.update(emitted=float(span[2]), emittedOffset=float(span[3]))
        elif PEERS[name][1]:
            entry.update(emitted=begin, emittedOffset=end)
        found.append(entry)
    return found


def pressure(directory, session, truth):
    samples = np.fromfile(pathlib.Path(directory) / f"{session}.f32", "<f4")
    return samples.reshape(-1, truth["channels"])[:, 0]


def run(directory, name, options=None):
    """The detections of one peer in every session."""
    truths = score.load_truths(directory)
    return {s: detections(name, pressure(directory, s, t), t["rate"], options) for s, t in truths.items()}


def tune(directory, name):
    """The best options of one peer on some sessions by F1 with confounders, and that F1."""
    truths, grid, best = score.load_truths(directory), PEERS[name][2], (-1.0, {})
    for values in itertools.product(*grid.values()):
        options = dict(zip(grid, values))
        if options.get("low", 0) >= options.get("high", 1e9):
            continue
        tallies, _ = score.score(truths, run(directory, name, options))
        f1 = tallies["all"].figures()["f1_conf"]
        if f1 > best[0]:
            best = (f1, options)
    return best


def main():
    parser = argparse.ArgumentParser(description="Run other detectors over simulated sessions.")
    parser.add_argument("directory")
    parser.add_argument("output", nargs="?", help="folder for the detections; not needed with --tune")
    parser.add_argument("--only", action="append", choices=list(PEERS))
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    names = options.only or list(PEERS)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        if options.tune:
            for name, (f1, best) in zip(names, pool.map(tune, itertools.repeat(options.directory), names)):
                print(f"    {name!r}: {best!r},  # F1 with confounders {f1:.3f}", flush=True)
            return
        if not options.output:
            parser.error("name a folder for the detections")
        output = pathlib.Path(options.output)
        output.mkdir(parents=True, exist_ok=True)
        for name, found in zip(names, pool.map(run, itertools.repeat(options.directory), names)):
            (output / f"{name}.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
