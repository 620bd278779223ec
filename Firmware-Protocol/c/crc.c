// SPDX-License-Identifier: Apache-2.0
//
// Checksums, without tables: a packet is 64 bytes at most and a page is read once, so flash matters more than cycles.
#include "tonus_protocol.h"

uint16_t tonus_crc16(const uint8_t *bytes, size_t length) {
    uint16_t crc = 0xFFFF;
    for (size_t i = 0; i < length; i++) {
        // One byte at a time: the polynomial x^16 + x^12 + x^5 + 1 is sparse enough to fold eight shifts into four.
        unsigned x = (crc >> 8) ^ bytes[i];
        x ^= x >> 4;
        crc = (uint16_t)(((unsigned)crc << 8) ^ (x << 12) ^ (x << 5) ^ x);
    }
    return crc;
}

uint32_t tonus_crc32(const uint8_t *bytes, size_t length) {
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}
