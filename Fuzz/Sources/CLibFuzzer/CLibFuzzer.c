// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLibFuzzer.h"
#include <sys/mman.h>

int CLibFuzzer_memory_file(void) { return memfd_create("fuzz", MFD_CLOEXEC); }
