#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Has the daemon stream hours of several perineometers that are unplugged and replugged, to clients that come and go.

soak.py SOAK_DAEMON MINUTES [REPORT]: ends with 1 where memory grew, a descriptor leaked, or an account did not add up.
"""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from clients import Connection, Nuisance, Reader, Vanisher, Worker

#: How many seconds of the perineometers pass in one: what the daemon does in their time (rest told each second, contractions,
#: replugs) it does as much oftener.
SPEED = 12
#: Specification, samples a second of its own time, and the serial number that comes of persona and seed.
DEVICES = [
    ("comfortable-strong,rate=500,channels=8", 500, "SIM-comfortable-strong-1"),
    ("slow-release,rate=250,channels=2", 250, "SIM-slow-release-1"),
    ("comfortable-strong,rate=250,seed=2", 250, "SIM-comfortable-strong-2"),
    ("comfortable-strong,rate=50,seed=3", 50, "SIM-comfortable-strong-3"),
]
#: What every reader asks for beside its device, and whether it reads slowly.
READERS = [
    (0, "", False),
    (0, ',"channels":[1,2,3,4,5,6,7],"raw":true,"delivery":"latest"', True),
    (0, ',"rate":100', False),
    (0, ',"rate":30,"lookback":20', False),
    (1, ',"lookback":5', False),
    (1, ',"rate":125', True),
    (2, ',"raw":true', False),
    (2, ',"rate":7', False),
    (2, ',"delivery":"latest"', True),
    (3, "", False),
]
#: Memory is compared at still points, where the frames of all perineometers have just begun anew: between them it rises
#: and falls with what the two minutes hold.
STILL_SECONDS = 45.0
#: By then each perineometer's log of events is full (8192 of them, and rest is reported every second of its time): until
#: then memory grows by what it holds.
WARM_UP_SECONDS = 8192 / SPEED
#: Resident memory may differ so much between the mean of the first and of the last third of still points (assumption: what
#: the allocator keeps; ten bytes leaked a message would be as much in ten minutes).
GROWTH_LIMIT = 8 << 20


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def settled_descriptors(pid: int, path: str) -> int:
    """When no client but this one is left."""
    connection = Connection(path)
    deadline = time.monotonic() + 30
    while connection.status()["clients"]["connected"] > 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    count = descriptors(pid)
    connection.close()
    return count


def main() -> int:
    if len(sys.argv) not in (3, 4):
        print("soak: soak.py SOAK_DAEMON MINUTES [REPORT]", file=sys.stderr)
        return 64
    program, seconds = sys.argv[1], float(sys.argv[2]) * 60
    with tempfile.TemporaryDirectory(prefix="tonus-soak.") as folder:
        path = os.path.join(folder, "tonus.sock")
        with open(os.path.join(folder, "log"), "w+", encoding="utf-8") as log:
            command = [program, path, str(SPEED), *(one[0] for one in DEVICES)]
            daemon = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log, text=True)
            try:
                if code := soak(daemon, path, seconds):
                    log.seek(0)
                    print("soak: the daemon said last:\n" + "".join(log.readlines()[-20:]), file=sys.stderr)
                return code
            finally:
                daemon.terminate()
                daemon.wait(20)


def tell(daemon: subprocess.Popen[str], command: str) -> None:
    assert daemon.stdin is not None
    daemon.stdin.write(command + "\n")
    daemon.stdin.flush()


def until_streaming(path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = Connection(path)
        states = [device["state"] for device in connection.status()["devices"]]
        connection.close()
        if states == ["streaming"] * len(DEVICES):
            return
        time.sleep(0.1)
    raise AssertionError("the perineometers did not stream again")


def still_point(daemon: subprocess.Popen[str], path: str) -> int:
    """Memory right after all perineometers began anew, twice: the daemon keeps the frames of the run before as well."""
    for _ in range(2):
        for command in ("unplug", "replug"):
            for number in range(len(DEVICES)):
                tell(daemon, f"{command} {number}")
            time.sleep(0.2)
        until_streaming(path)
    time.sleep(1)
    return resident(daemon.pid)


def soak(daemon: subprocess.Popen[str], path: str, seconds: float) -> int:
    deadline = time.monotonic() + 30
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            raise AssertionError("soak-daemon did not come up")
        time.sleep(0.1)
    until_streaming(path)
    descriptors_before = settled_descriptors(daemon.pid, path)

    stop = threading.Event()
    workers: list[Worker] = [
        Reader(path, f"reader {n}", n, stop, DEVICES[device][2], options, slow, DEVICES[device][1] * SPEED)
        for n, (device, options, slow) in enumerate(READERS)
    ]
    vanisher, nuisance = Vanisher(path, "vanisher", 100, stop), Nuisance(path, "nuisance", 101, stop)
    workers += [vanisher, nuisance]
    for worker in workers:
        worker.start()

    hand = random.Random(7)
    begin = time.monotonic()
    next_replug, next_still, replugs = begin + 5, begin + STILL_SECONDS, 0
    memory: list[int] = []
    points: list[int] = []
    while time.monotonic() - begin < seconds and not stop.is_set():
        memory.append(resident(daemon.pid))
        if time.monotonic() >= next_still:
            point = still_point(daemon, path)
            if time.monotonic() - begin >= WARM_UP_SECONDS:
                points.append(point)
            replugs += 2 * len(DEVICES)
            next_still = time.monotonic() + STILL_SECONDS
        if time.monotonic() >= next_replug:
            number = hand.randrange(len(DEVICES))
            tell(daemon, f"unplug {number}")
            time.sleep(hand.uniform(0.05, 3))
            tell(daemon, f"replug {number}")
            replugs += 1
            next_replug = time.monotonic() + hand.uniform(4, 12)
        time.sleep(1)
    stop.set()
    for worker in workers:
        worker.join(90)

    faults = [f"{worker.name}: {worker.fault}" for worker in workers if worker.fault]
    faults += [f"{worker.name} did not end" for worker in workers if worker.is_alive()]
    descriptors_after = settled_descriptors(daemon.pid, path)
    if descriptors_after != descriptors_before:
        faults.append(f"{descriptors_before} descriptors were open before, {descriptors_after} after")
    connection = Connection(path)
    status = connection.status()
    connection.close()
    for device in status["devices"]:
        stream = device["stream"]
        # The pipeline counts a little before its samples are published: a second is allowed for.
        if stream["newest"] + 1 + device["rate"] * SPEED < stream["samples"] + stream["missing"]:
            faults.append(f"{device['serial']}: {stream['samples']} samples and {stream['missing']} missing")
        if stream["eventsDropped"]:
            faults.append(f"{device['serial']}: {stream['eventsDropped']} events dropped inside the daemon")
    third = len(points) // 3
    if not third:
        faults.append(f"{len(points)} still points are too few to compare memory: soak for longer")
    first, last = (sum(part) / max(1, third) for part in (points[:third], points[len(points) - third :]))
    if last - first > GROWTH_LIMIT:
        faults.append(f"memory grew by {(last - first) / 1e6:.1f} MB")

    accounts = [account for worker in workers for account in worker.accounts]
    counts: Counter[str] = sum((account.counts for account in accounts), Counter())
    for what in ("samples", "gap", "lag", "device", "contraction", "rest"):
        if not counts[what]:
            faults.append(f"no {what} came: the soak did not try what it should")
    mebibytes = 1 << 20
    lines = [
        "# The soak",
        "",
        f"Written by `make soak`. Several virtual perineometers, whose time passes {SPEED} times as fast, unplugged and"
        " replugged at random; clients that read at several"
        " rates, read slowly, vanish, or send nonsense. For each client, what it received and what it was told is missing has"
        " to add up to what was produced, message by message.",
        "",
        "| figure | value |",
        "|---|---|",
        f"| wall time | {(time.monotonic() - begin) / 60:.1f} min on {os.cpu_count()} cores, {platform.machine()} |",
        f"| device time | {len(DEVICES)} perineometers, {', '.join(str(one[1]) for one in DEVICES)} Hz:"
        f" {sum((one['stream']['samples'] + one['stream']['missing']) / one['rate'] for one in status['devices']) / 3600:.1f}"
        " h of samples |",
        f"| samples produced | {sum(device['stream']['samples'] for device in status['devices'])} |",
        f"| replugs | {replugs} |",
        f"| clients whose account was closed | {len(accounts)} |",
        f"| device samples that they received | {sum(one.received for one in accounts)} |",
        f"| told as missing, and as dropped for being slow | {sum(one.missing for one in accounts)},"
        f" {sum(one.dropped for one in accounts)} |",
        f"| messages | {', '.join(f'{counts[name]} {name}' for name in sorted(counts))} |",
        f"| clients that vanished | {vanisher.count} |",
        f"| lines of nonsense refused | {nuisance.count} |",
        f"| clients evicted, refused | {status['clients']['evicted']}, {status['clients']['refused']} |",
        f"| resident memory at {len(points)} still points, mean of the first and the last third |"
        f" {first / mebibytes:.1f} MiB, {last / mebibytes:.1f} MiB (allowed: {GROWTH_LIMIT / mebibytes:.0f} MiB more) |",
        f"| lowest and highest at still points, highest ever | {min(points, default=0) / mebibytes:.1f} MiB,"
        f" {max(points, default=0) / mebibytes:.1f} MiB, {max(memory) / mebibytes:.1f} MiB |",
        f"| open descriptors before and after | {descriptors_before}, {descriptors_after} |",
        f"| faults | {len(faults)} |",
        "",
    ]
    report = "\n".join(lines)
    print(report)
    for fault in faults:
        print(f"soak: {fault}", file=sys.stderr)
    if len(sys.argv) == 4 and not faults:
        Path(sys.argv[3]).write_text(report, encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
