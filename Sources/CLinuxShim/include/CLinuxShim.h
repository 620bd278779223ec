// SPDX-License-Identifier: Apache-2.0
//
// Linux calls that Swift's Glibc module does not export, and nothing else.
#ifndef TONUS_CLINUXSHIM_H
#define TONUS_CLINUXSHIM_H

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>

// <sys/eventfd.h> is not part of the Glibc module map. Returns a non-blocking, close-on-exec descriptor, or -1 and errno.
int CLinuxShim_eventfd(void);

// pthread_setname_np is hidden behind _GNU_SOURCE. Names the calling thread; at most 15 bytes are kept.
void CLinuxShim_name_this_thread(const char *name);

// ppoll is hidden likewise. Waits as poll does, but for nanoseconds.
int CLinuxShim_poll(struct pollfd *descriptors, unsigned long count, int64_t nanoseconds);

// gettid, as the calls below know a thread, is hidden behind _GNU_SOURCE.
int CLinuxShim_this_thread(void);

// Asks for SCHED_FIFO for the calling thread. SCHED_RESET_ON_FORK, without which every thread made from here on would be
// a real-time thread too, is hidden behind _GNU_SOURCE. Returns 0 or an errno.
int CLinuxShim_make_this_thread_real_time(int priority);

// Whether a thread of this process runs under SCHED_FIFO now; sched_getscheduler's flag bits are in the way of Swift.
int CLinuxShim_is_real_time(int thread);

// Keeps the process's memory from being paged out, as it is touched (MCL_ONFAULT is hidden behind _GNU_SOURCE). Refused
// with EPERM where a limit could make a later allocation fail. Returns 0 or an errno.
int CLinuxShim_lock_memory(void);

// <malloc.h> is not part of the Glibc module map. Has every block from 128 KiB on come from the system and go back to it;
// by itself glibc learns to keep blocks as large as one that was freed (mallopt(3), M_MMAP_THRESHOLD).
void CLinuxShim_return_large_blocks(void);

// struct ucred is hidden behind _GNU_SOURCE. Who connected to a Unix socket (SO_PEERCRED). Returns 0 or an errno.
int CLinuxShim_peer(int socket, pid_t *process, uid_t *user, gid_t *group);

#endif
