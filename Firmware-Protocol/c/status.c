// SPDX-License-Identifier: Apache-2.0
//
// The status page: what a device is doing now. Small and momentary, so it carries no checksum of its own.
#include "tonus_protocol.h"
#include "wire.h"

static bool is_valid(const tonus_status *status) {
    const uint8_t most = tonus_samples_per_packet_limit(1, TONUS_FORMAT_INT16);
    if (status->rate_index >= TONUS_MAX_RATES || status->test_pattern > TONUS_PATTERN_EXTREMES) return false;
    return status->streaming ? status->samples_per_packet >= 1 && status->samples_per_packet <= most
                             : status->samples_per_packet == 0;
}

size_t tonus_status_encode(const tonus_status *status, uint8_t out[TONUS_STATUS_LENGTH]) {
    if (!is_valid(status)) return 0;
    tonus_fill_zero(out, TONUS_STATUS_LENGTH);
    out[0] = TONUS_PROTOCOL_MAJOR;
    out[1] = status->protocol_minor;
    out[2] = status->streaming ? 1 : 0;
    out[3] = status->rate_index;
    out[4] = status->samples_per_packet;
    out[5] = status->test_pattern;
    tonus_put16(out + 6, status->boot_id);
    tonus_put16(out + 8, status->next_sequence);
    tonus_put16(out + 10, (uint16_t)status->temperature_centidegrees);
    tonus_put32(out + 12, status->packets_sent);
    tonus_put64(out + 16, status->now_us);
    tonus_put32(out + 24, status->samples_lost);
    out[28] = status->fifo_packets;
    return TONUS_STATUS_LENGTH;
}

enum tonus_decode_result tonus_status_decode(const uint8_t *bytes, size_t length, tonus_status *out) {
    if (length != TONUS_STATUS_LENGTH) return TONUS_DECODE_LENGTH;
    if (bytes[0] != TONUS_PROTOCOL_MAJOR) return TONUS_DECODE_VERSION;
    const bool reserved_is_zero = (bytes[2] & 0xFE) == 0 && tonus_is_zero(bytes + 29, 3);
    if (!reserved_is_zero && bytes[1] <= TONUS_PROTOCOL_MINOR) return TONUS_DECODE_CONTENTS;

    const tonus_status page = {
        .protocol_minor = bytes[1],
        .streaming = bytes[2] & 1,
        .rate_index = bytes[3],
        .samples_per_packet = bytes[4],
        .test_pattern = bytes[5],
        .boot_id = tonus_get16(bytes + 6),
        .next_sequence = tonus_get16(bytes + 8),
        .temperature_centidegrees = tonus_signed16(tonus_get16(bytes + 10)),
        .packets_sent = tonus_get32(bytes + 12),
        .now_us = tonus_get64(bytes + 16),
        .samples_lost = tonus_get32(bytes + 24),
        .fifo_packets = bytes[28],
    };
    if (!is_valid(&page)) return TONUS_DECODE_CONTENTS;
    *out = page;
    return TONUS_DECODE_OK;
}
