// SPDX-License-Identifier: Apache-2.0
//
// Linux calls that Swift's Glibc module does not export, and nothing else.
#ifndef TONUS_CLINUXSHIM_H
#define TONUS_CLINUXSHIM_H

#include <poll.h>
#include <stdint.h>

// <sys/eventfd.h> is not part of the Glibc module map. Returns a non-blocking, close-on-exec descriptor, or -1 and errno.
int CLinuxShim_eventfd(void);

// pthread_setname_np is hidden behind _GNU_SOURCE. Names the calling thread; at most 15 bytes are kept.
void CLinuxShim_name_this_thread(const char *name);

// ppoll is hidden likewise. Waits as poll does, but for nanoseconds.
int CLinuxShim_poll(struct pollfd *descriptors, unsigned long count, int64_t nanoseconds);

#endif
