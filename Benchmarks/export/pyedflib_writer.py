# SPDX-License-Identifier: Apache-2.0
"""Writes samples (float64, one channel, 1 kHz) as EDF+ with pyEDFlib: pyedflib_writer.py SAMPLES FILE"""

import resource
import sys
import time

import numpy
import pyedflib

samples = numpy.fromfile(sys.argv[1])
start = time.monotonic()
with pyedflib.EdfWriter(sys.argv[2], 1, file_type=pyedflib.FILETYPE_EDFPLUS) as writer:
    writer.setSignalHeader(0, {
        "label": "Pelvic floor", "dimension": "cmH2O", "sample_frequency": 1000, "physical_min": -50,
        "physical_max": 350, "digital_min": -32768, "digital_max": 32767, "transducer": "", "prefilter": ""})
    writer.writeSamples([samples])
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"pyEDFlib {len(samples) // 1000} {time.monotonic() - start} {memory}")
