// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinuxShim.h"

#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>

int CLinuxShim_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void CLinuxShim_name_this_thread(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    pthread_setname_np(pthread_self(), kept);
}
