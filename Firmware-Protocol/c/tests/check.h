// SPDX-License-Identifier: Apache-2.0
//
// The least of test frameworks: a named test is a function, a failed check prints its place and is counted.
#ifndef TONUS_CHECK_H
#define TONUS_CHECK_H

#include <stdio.h>

extern int checks_made, checks_failed;

#define CHECK(condition)                                                            \
    do {                                                                            \
        checks_made++;                                                              \
        if (!(condition)) {                                                         \
            checks_failed++;                                                        \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, __func__, #condition); \
        }                                                                           \
    } while (0)

void check_checksums(void);
void check_packets(void);
void check_pages(void);
void check_descriptors(void);
void check_requests(void);
void check_streaming(void);
void check_overrun(void);
// Holds every case of a golden file against the decoder. Returns how many there were.
int check_golden_file(const char *path);

#endif
