// SPDX-License-Identifier: Apache-2.0
//
// The sample formats: how wide a count is on the wire and what it can say.
#ifndef TONUS_FORMAT_H
#define TONUS_FORMAT_H

#include "tonus_protocol.h"

static inline size_t tonus_count_width(uint8_t sample_format) {
    return sample_format == TONUS_FORMAT_INT24 ? 3 : 2;
}

static inline int32_t tonus_format_maximum(uint8_t sample_format) {
    return sample_format == TONUS_FORMAT_INT24 ? 0x7FFFFF : 0x7FFF;
}

static inline int32_t tonus_format_minimum(uint8_t sample_format) { return -tonus_format_maximum(sample_format) - 1; }

#endif
