// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer's entry as a library (llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library"): SwiftPM renames main, so
// that libFuzzer's own cannot be used. And a Linux call that Swift's Glibc module does not export.
#ifndef TONUS_CLIBFUZZER_H
#define TONUS_CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test_one_input)(const uint8_t *data, size_t size));

// An empty file in memory. Returns its descriptor, or -1 and errno.
int CLibFuzzer_memory_file(void);

#endif
