// SPDX-License-Identifier: Apache-2.0
#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

#include <stdint.h>

// How often the calling thread has called malloc, calloc, realloc, posix_memalign or aligned_alloc. The program that
// links this replaces libc's functions by ones that count and pass on.
uint64_t allocation_count(void);

#endif
