// SPDX-License-Identifier: Apache-2.0
#include "pacer.h"

#include <time.h>

#define NANOSECONDS 1000000000ull
// After a longer pause (a stopped process, a suspended machine) the device does not catch up.
#define LONGEST_CATCH_UP (NANOSECONDS / 5)

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * NANOSECONDS + (uint64_t)time.tv_nsec;
}

// Takes the samples that are due. Returns when the next one is.
static uint64_t advance(pacer *pacer) {
    usbfs *usbfs = pacer->usbfs;
    const uint64_t now = now_ns();
    if (pacer->next_sample_ns + LONGEST_CATCH_UP < now) pacer->next_sample_ns = now;
    while (pacer->next_sample_ns <= now) {
        const double interval_ns = 1000.0 * (double)firmware_sample_interval_us(&usbfs->firmware);
        firmware_take_sample(&usbfs->firmware);
        usbfs_pump(usbfs);
        pacer->next_sample_ns += (uint64_t)(interval_ns / pacer->speed);
    }
    return pacer->next_sample_ns;
}

static void *run(void *argument) {
    pacer *pacer = argument;
    usbfs *usbfs = pacer->usbfs;
    pthread_mutex_lock(&usbfs->lock);
    while (!pacer->stopping) {
        if (pacer->speed > 0 && usbfs->plugged) {
            const uint64_t next = advance(pacer);
            const struct timespec until = {(time_t)(next / NANOSECONDS), (long)(next % NANOSECONDS)};
            pthread_cond_timedwait(&pacer->changed, &usbfs->lock, &until);
        } else {
            const uint64_t next = now_ns() + NANOSECONDS / 50; // the device may be plugged in meanwhile
            const struct timespec until = {(time_t)(next / NANOSECONDS), (long)(next % NANOSECONDS)};
            pthread_cond_timedwait(&pacer->changed, &usbfs->lock, &until);
        }
    }
    pthread_mutex_unlock(&usbfs->lock);
    return NULL;
}

void pacer_start(pacer *pacer, usbfs *usbfs) {
    pacer->usbfs = usbfs;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pacer->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_create(&pacer->thread, NULL, run, pacer);
}

void pacer_stop(pacer *pacer) {
    pthread_mutex_lock(&pacer->usbfs->lock);
    pacer->stopping = true;
    pthread_cond_signal(&pacer->changed);
    pthread_mutex_unlock(&pacer->usbfs->lock);
    pthread_join(pacer->thread, NULL);
}

void pacer_set_speed(pacer *pacer, double speed) {
    pacer->speed = speed;
    pthread_cond_signal(&pacer->changed);
}

double pacer_speed(const pacer *pacer) { return pacer->speed; }
