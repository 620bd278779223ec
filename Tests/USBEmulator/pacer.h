// SPDX-License-Identifier: Apache-2.0
//
// Lets device time pass by the wall clock.
#ifndef TONUS_EMULATOR_PACER_H
#define TONUS_EMULATOR_PACER_H

#include "usbfs.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    usbfs *usbfs;
    pthread_t thread;
    pthread_cond_t changed; // with the lock of the usbfs
    bool stopping;
    double speed;            // device seconds per real second; 0: time stands still
    uint64_t next_sample_ns; // CLOCK_MONOTONIC; 0: not begun
} pacer;

void pacer_start(pacer *pacer, usbfs *usbfs);
void pacer_stop(pacer *pacer);

// With the lock of the usbfs held.
void pacer_set_speed(pacer *pacer, double speed);
double pacer_speed(const pacer *pacer);

#endif
