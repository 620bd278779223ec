// SPDX-License-Identifier: Apache-2.0
//
// What the decoder makes of bytes, as one line of the golden files (their header describes it).
#ifndef TONUS_RENDER_H
#define TONUS_RENDER_H

#include <stddef.h>
#include <stdint.h>

#define RENDER_CAPACITY 4096
// Writes "kind name ok ... hex=..." or "kind name fault=... hex=...". Returns 0 where there is no such kind.
int render(const char *kind, const char *name, const uint8_t *bytes, size_t length, char out[RENDER_CAPACITY]);

#endif
