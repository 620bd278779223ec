// SPDX-License-Identifier: Apache-2.0
//
// Little-endian fields in byte buffers, without alignment or byte-order assumptions about the processor.
#ifndef TONUS_WIRE_H
#define TONUS_WIRE_H

#include <stddef.h>
#include <stdint.h>

static inline void tonus_put16(uint8_t *to, uint16_t value) {
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

static inline void tonus_put32(uint8_t *to, uint32_t value) {
    tonus_put16(to, (uint16_t)value);
    tonus_put16(to + 2, (uint16_t)(value >> 16));
}

static inline void tonus_put64(uint8_t *to, uint64_t value) {
    tonus_put32(to, (uint32_t)value);
    tonus_put32(to + 4, (uint32_t)(value >> 32));
}

static inline uint16_t tonus_get16(const uint8_t *from) { return (uint16_t)(from[0] | (unsigned)from[1] << 8); }

static inline uint32_t tonus_get32(const uint8_t *from) {
    return tonus_get16(from) | (uint32_t)tonus_get16(from + 2) << 16;
}

static inline uint64_t tonus_get64(const uint8_t *from) {
    return tonus_get32(from) | (uint64_t)tonus_get32(from + 4) << 32;
}

// Two's complement without relying on how a compiler narrows.
static inline int32_t tonus_signed32(uint32_t value) {
    return value < 0x80000000u ? (int32_t)value : -(int32_t)(0xFFFFFFFFu - value) - 1;
}

static inline int16_t tonus_signed16(uint16_t value) {
    return value < 0x8000u ? (int16_t)value : (int16_t)((int32_t)value - 0x10000);
}

static inline void tonus_copy(uint8_t *to, const uint8_t *from, size_t length) {
    for (size_t i = 0; i < length; i++) to[i] = from[i];
}

static inline void tonus_fill_zero(uint8_t *to, size_t length) {
    for (size_t i = 0; i < length; i++) to[i] = 0;
}

static inline int tonus_is_zero(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != 0) return 0;
    }
    return 1;
}

#endif
