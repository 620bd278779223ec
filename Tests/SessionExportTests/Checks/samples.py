# SPDX-License-Identifier: Apache-2.0
"""The files that export-samples writes, once for all checks."""

import atexit
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy

PROGRAM = os.environ["EXPORT_SAMPLES"]
PASSPHRASE = "correct horse & größe"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="tonus-export-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
KEY_FILE = FOLDER / "key.txt"

_keygen = subprocess.run(["age-keygen", "-o", KEY_FILE], check=True, capture_output=True, text=True)
RECIPIENT = _keygen.stderr.split()[-1]
SECRET = KEY_FILE.read_text().split()[-1]
subprocess.run([PROGRAM, "write", FOLDER, RECIPIENT, PASSPHRASE], check=True)

RATE = 500
CHANNELS = 2
TRUTH = numpy.fromfile(FOLDER / "truth.f64").reshape(-1, CHANNELS)
REVIEW = json.loads((FOLDER / "review.json").read_text())
