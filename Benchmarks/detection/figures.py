# SPDX-License-Identifier: Apache-2.0
"""The figures of docs/detection-benchmark.md."""

import matplotlib

matplotlib.use("svg")
# The same figures give the same bytes.
matplotlib.rcParams.update({"svg.hashsalt": "tonus", "svg.fonttype": "none", "font.size": 8, "axes.spines.top": False,
                            "axes.spines.right": False})

import matplotlib.pyplot as plt
import numpy as np

import peers

SHADES = {"squeeze": "#2a9d5c", "flick": "#1f9bb5", "hold": "#3766c4", "spasm": "#c43c3c"}
OTHERS = ["#3766c4", "#d98e1f", "#8d5bb5", "#c43c3c", "0.4", "#1f9bb5"]
GREEN = SHADES["squeeze"]
OTHER = "#d98e1f"


def save(figure, path):
    figure.text(0.995, 0.005, "simulated", ha="right", va="bottom", color="0.5")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def f1(scored, sets, path):
    """Bars of F1, without and with confounders, for every detector and either source."""
    names = sorted(scored["generator"], key=lambda n: scored["generator"][n]["all"].figures()["f1_conf"])
    figure, axes = plt.subplots(1, 2, figsize=(8, 0.32 * len(names) + 0.9), sharey=True, layout="constrained")
    for ax, (s, title) in zip(axes, sets.items()):
        all_ = [scored[s][n]["all"].figures() for n in names]
        ax.barh(names, [f["f1"] for f in all_], color="0.8", label="confounders not counted")
        ax.barh(names, [f["f1_conf"] for f in all_], height=0.45, label="counted",
                color=[GREEN if n == "Tonus" else "0.45" for n in names])
        ax.set(xlim=(0, 1), title=f"F1, sessions of {title}")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=7)
    save(figure, path)


def times(scored, path):
    """Shares of contractions by error of onset, of offset, and by latency."""
    best = sorted((n for n in scored if n != "Tonus"), key=lambda n: -scored[n]["all"].figures()["f1_conf"])[:3]
    causal = [n for n in scored if n in peers.PEERS and peers.PEERS[n][1]]
    figure, axes = plt.subplots(1, 3, figsize=(8, 3.0), sharey=True, layout="constrained")
    for k, name in enumerate((["Tonus"] if "Tonus" in scored else []) + sorted({*best, *causal})):
        tally, own = scored[name]["all"], name == "Tonus"
        for ax, values in zip(axes, (np.abs(tally.onset), np.abs(tally.offset), tally.latency)):
            if len(values):
                share = np.linspace(0, 1, 51)
                ax.plot(1000 * np.quantile(values, share), share, label=name, lw=1.8 if own else 0.9,
                        color=GREEN if own else OTHERS[k % len(OTHERS)])
    for ax, title, limits in zip(axes, ("error of onset", "error of offset", "latency of onset"),
                                 ((1, 2000), (1, 5000), (10, 2000))):
        ax.set(xscale="log", xlim=limits, xlabel="ms", title=title)
    axes[0].set_ylabel("share of the contractions found")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3, fontsize=7)
    save(figure, path)


def sessions(directory, truths, found, path, seconds=90):
    """One stretch of each protocol."""
    chosen = {}
    for name, truth in truths.items():
        if truth["rate"] >= 100:
            chosen.setdefault(truth["protocol"], name)
    figure, axes = plt.subplots(len(chosen), 1, figsize=(8, 1.25 * len(chosen)), layout="constrained")
    for ax, (protocol, name) in zip(np.atleast_1d(axes), sorted(chosen.items())):
        truth = truths[name]
        y = peers.pressure(directory, name, truth)
        marks = [e["onset"] for e in truth["events"]]
        begin = max(0.0, min((np.median(marks) if marks else 0) - seconds / 2, truth["seconds"] - seconds))
        times = np.arange(begin, min(begin + seconds, truth["seconds"] - 0.1), 0.1)
        part = y[(times * truth["rate"]).astype(int)]
        ax.plot(times, part, color="0.25", lw=0.7)
        low, high = part.min(), part.max()
        for e in truth["events"]:
            if begin < e["fall10"] and e["rise10"] < begin + seconds:
                ax.axvspan(e["rise10"], e["fall10"], color=SHADES.get(e["kind"], OTHER), alpha=0.3, lw=0)
        for d in found.get(name, []):
            if d.get("offset") is not None and begin < d["offset"] and d["onset"] < begin + seconds:
                ax.plot([d["onset"], d["offset"]], [low - 0.1 * (high - low)] * 2, lw=3, solid_capstyle="butt",
                        color=SHADES.get(d["kind"], OTHER))
        ax.set(xlim=(begin, begin + seconds), ylabel="cmH2O")
        ax.set_title(f"{name}, {truth['rate']} Hz", loc="left", fontsize=7)
    axes[-1].set_xlabel("s    green squeeze, cyan flick, blue hold, red spasm, orange anything else")
    save(figure, path)
