# SPDX-License-Identifier: Apache-2.0
"""Recordings written by other people's libraries, and what those libraries read from them.

    pip install pyedflib==0.1.42 edfio==0.4.18 numpy pandas
    python scripts/golden/recordings.py Tests/RecordingFilesTests/Golden

The data are simulated. Beside each recording stands NAME.txt: a line `signal LABEL UNIT RATE values...` for each signal
and a line `annotation ONSET DURATION TEXT` for each annotation, as read back by the library that is named in main().
"""

import datetime
import sys
from pathlib import Path

import edfio
import numpy as np
import pandas as pd
import pyedflib

START = datetime.datetime(2026, 3, 14, 10, 30, 15)


def squeeze(seconds, rate, rest, height):
    """One contraction a period of 2 s, with a little noise, always the same."""
    time = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(7).normal(0, 0.05, len(time))
    return rest + height * np.clip(np.sin(np.pi * time), 0, None) + noise


def header(label, unit, rate, low, high, bits=16):
    return {
        "label": label, "dimension": unit, "sample_frequency": rate, "physical_min": low, "physical_max": high,
        "digital_min": -(2 ** (bits - 1)), "digital_max": 2 ** (bits - 1) - 1, "transducer": "simulated",
        "prefilter": "",
    }


def pyedflib_file(path, kind, signals, annotations=()):
    writer = pyedflib.EdfWriter(str(path), len(signals), file_type=kind)
    writer.setSignalHeaders([head for head, _ in signals])
    writer.setStartdatetime(START)
    writer.setEquipment("simulated")
    for onset, duration, text in annotations:
        writer.writeAnnotation(onset, duration, text)
    writer.writeSamples([values for _, values in signals])
    writer.close()


def read_by_pyedflib(path):
    lines = []
    with pyedflib.EdfReader(str(path)) as reader:
        for place in range(reader.signals_in_file):
            values = " ".join(repr(float(value)) for value in reader.readSignal(place))
            rate = reader.getSampleFrequency(place)
            lines.append(f"signal {reader.getLabel(place)} {reader.getPhysicalDimension(place)} {rate} {values}")
        for onset, duration, text in zip(*reader.readAnnotations()):
            lines.append(f"annotation {onset} {duration} {text}")
    return lines


def read_by_edfio(path):
    file = edfio.read_edf(path)
    lines = []
    for signal in file.signals:
        values = " ".join(repr(float(value)) for value in signal.data)
        lines.append(f"signal {signal.label} {signal.physical_dimension} {signal.sampling_frequency} {values}")
    for note in file.annotations:
        lines.append(f"annotation {note.onset} {-1 if note.duration is None else note.duration} {note.text}")
    return lines


def discontinuous(path):
    """edfio writes EDF+C; the times of the last two of four records are moved by 2.5 s, and the file called EDF+D."""
    signal = edfio.EdfSignal(
        squeeze(4, 20, 12, 30), 20, label="pressure", physical_dimension="cmH2O", transducer_type="simulated",
        physical_range=(-50, 350))
    notes = [edfio.EdfAnnotation(0.5, None, "the first squeeze"), edfio.EdfAnnotation(4.75, 1.0, "rest")]
    file = edfio.Edf([signal], starttime=START.time(), data_record_duration=1, annotations=notes)
    file.write(path)
    data = path.read_bytes().replace(b"EDF+C", b"EDF+D", 1)
    head, record = 256 * 3, (len(data) - 256 * 3) // 4
    parts = [data[:head]]
    for number, onset in enumerate((b"+0", b"+1", b"+4.5", b"+5.5")):
        part = data[head + number * record : head + (number + 1) * record]
        samples, area = part[:40], part[40:]
        moved = onset + area[area.index(b"\x14") :].rstrip(b"\0") + b"\0"
        assert len(moved) <= len(area)
        parts.append(samples + moved.ljust(len(area), b"\0"))
    path.write_bytes(b"".join(parts))


def text_files(folder):
    time = np.arange(60) / 50
    values = squeeze(1.2, 50, 10, 40)
    expected = "signal pressure cmH2O 50.0 " + " ".join(repr(float(value)) for value in values)
    np.savetxt(folder / "numpy.csv", np.column_stack([time, values]), header="time pressure")
    frame = pd.DataFrame({"pressure": values}, index=pd.date_range(START, periods=60, freq="20ms", name="timestamp"))
    frame.to_csv(folder / "pandas.csv")
    local = pd.DataFrame({"Zeit (s)": time, "Druck (cmH2O)": values})
    local.to_csv(folder / "pandas-decimal-comma.csv", sep=";", decimal=",", index=False, encoding="latin-1")
    for name in ("numpy", "pandas", "pandas-decimal-comma"):
        (folder / f"{name}.csv.txt").write_text(expected + "\n")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    pressure = (header("pressure", "cmH2O", 50, -50, 350), squeeze(4, 50, 10, 40))
    slow = (header("abdominal", "mmHg", 10, -20, 200), squeeze(4, 10, 8, 3))
    fast = (header("temperature", "degC", 100, 20, 45), squeeze(4, 100, 36, 1))
    notes = [(0.5, -1, "squeeze"), (1.0, 0.5, "BAD_gap"), (2.25, 1.0, "ruhe \u00e4")]
    pyedflib_file(folder / "pyedflib-plus.edf", pyedflib.FILETYPE_EDFPLUS, [pressure, slow, fast], notes)
    pyedflib_file(folder / "pyedflib-plain.edf", pyedflib.FILETYPE_EDF, [pressure])
    wide = (header("vaginal", "hPa", 20, -100, 500, bits=24), squeeze(4, 20, 10, 40))
    pyedflib_file(folder / "pyedflib-plus.bdf", pyedflib.FILETYPE_BDFPLUS, [wide], notes[:1])
    for name in ("pyedflib-plus.edf", "pyedflib-plain.edf", "pyedflib-plus.bdf"):
        path = folder / name
        path.with_name(name + ".txt").write_text("\n".join(read_by_pyedflib(path)) + "\n", encoding="utf-8")
    gap = folder / "edfio-discontinuous.edf"
    discontinuous(gap)
    gap.with_name(gap.name + ".txt").write_text("\n".join(read_by_edfio(gap)) + "\n", encoding="utf-8")
    text_files(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
