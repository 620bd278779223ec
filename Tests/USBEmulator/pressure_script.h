// SPDX-License-Identifier: Apache-2.0
//
// What the emulated probe feels: a fixed script of vaginal pressure, so that each run of a test sees the same squeezes.
#ifndef TONUS_EMULATOR_PRESSURE_SCRIPT_H
#define TONUS_EMULATOR_PRESSURE_SCRIPT_H

#include <stdint.h>

// Resting pressure, cmH2O.
#define PRESSURE_SCRIPT_REST 17.0
// Height of a squeeze above rest, cmH2O.
#define PRESSURE_SCRIPT_SQUEEZE 20.0
// A squeeze begins 4 s into each period of 8 s and lasts 4 s.
#define PRESSURE_SCRIPT_PERIOD_SECONDS 8.0
#define PRESSURE_SCRIPT_SQUEEZE_SECONDS 4.0

// The pressure at an instant since power-up, cmH2O.
double pressure_script_at(uint64_t microseconds);

#endif
