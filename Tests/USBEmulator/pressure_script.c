// SPDX-License-Identifier: Apache-2.0
#include "pressure_script.h"

#include <math.h>

double pressure_script_at(uint64_t microseconds) {
    const double pi = 3.14159265358979323846;
    const double phase = fmod((double)microseconds / 1e6, PRESSURE_SCRIPT_PERIOD_SECONDS);
    const double squeezing = phase - (PRESSURE_SCRIPT_PERIOD_SECONDS - PRESSURE_SCRIPT_SQUEEZE_SECONDS);
    if (squeezing <= 0) return PRESSURE_SCRIPT_REST;
    const double raised_cosine = (1 - cos(2 * pi * squeezing / PRESSURE_SCRIPT_SQUEEZE_SECONDS)) / 2;
    return PRESSURE_SCRIPT_REST + PRESSURE_SCRIPT_SQUEEZE * raised_cosine;
}
