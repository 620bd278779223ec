// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinuxShim.h"

#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

int CLinuxShim_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void CLinuxShim_name_this_thread(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    pthread_setname_np(pthread_self(), kept);
}

int CLinuxShim_poll(struct pollfd *descriptors, unsigned long count, int64_t nanoseconds) {
    const struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return ppoll(descriptors, count, &timeout, NULL);
}
