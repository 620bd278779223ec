// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinuxShim.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

int CLinuxShim_this_thread(void) {
    return gettid();
}

int CLinuxShim_make_this_thread_real_time(int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters) == 0 ? 0 : errno;
}

int CLinuxShim_is_real_time(int thread) {
    int policy = sched_getscheduler(thread);
    return policy >= 0 && (policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
}

int CLinuxShim_lock_memory(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return errno;
    // With a finite limit mlockall would succeed today and make malloc fail tomorrow. Root has none.
    if (limit.rlim_cur != RLIM_INFINITY && geteuid() != 0) return EPERM;
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}

void CLinuxShim_return_large_blocks(void) {
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
}

int CLinuxShim_peer(int socket, pid_t *process, uid_t *user, gid_t *group) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return errno;
    *process = peer.pid;
    *user = peer.uid;
    *group = peer.gid;
    return 0;
}
