// SPDX-License-Identifier: Apache-2.0
//
// The calibration page: factory coefficients that turn counts into cmH2O. The device only keeps them.
#include "tonus_protocol.h"
#include "wire.h"

// IEEE 754 binary64 looked at as bits: a Cortex-M0 should not link a floating-point library for a plausibility check.
static bool is_finite(uint64_t bits) { return (bits >> 52 & 0x7FF) != 0x7FF; }
static bool is_zero(uint64_t bits) { return bits << 1 == 0; }

static bool is_valid(const tonus_calibration *calibration) {
    if (calibration->channel_count < 1 || calibration->channel_count > TONUS_MAX_CHANNELS) return false;
    for (int i = 0; i < calibration->channel_count; i++) {
        const tonus_channel_calibration *channel = &calibration->channels[i];
        if (!is_finite(channel->gain_bits) || is_zero(channel->gain_bits)) return false;
        if (!is_finite(channel->offset_bits) || !is_finite(channel->temperature_coefficient_bits)) return false;
    }
    return true;
}

size_t tonus_calibration_encode(const tonus_calibration *calibration, uint8_t out[TONUS_CALIBRATION_CAPACITY]) {
    if (!is_valid(calibration)) return 0;
    const size_t covered =
        TONUS_CALIBRATION_HEADER_LENGTH + (size_t)calibration->channel_count * TONUS_CALIBRATION_CHANNEL_LENGTH;
    tonus_put32(out, TONUS_CALIBRATION_MAGIC);
    out[4] = TONUS_CALIBRATION_FORMAT;
    out[5] = calibration->channel_count;
    tonus_put16(out + 6, (uint16_t)(covered + 4));
    tonus_put32(out + 8, calibration->date_days);
    tonus_put16(out + 12, (uint16_t)calibration->temperature_centidegrees);
    tonus_put16(out + 14, 0);
    uint8_t *to = out + TONUS_CALIBRATION_HEADER_LENGTH;
    for (int i = 0; i < calibration->channel_count; i++, to += TONUS_CALIBRATION_CHANNEL_LENGTH) {
        tonus_put64(to, calibration->channels[i].gain_bits);
        tonus_put64(to + 8, calibration->channels[i].offset_bits);
        tonus_put64(to + 16, calibration->channels[i].temperature_coefficient_bits);
    }
    tonus_put32(to, tonus_crc32(out, covered));
    return covered + 4;
}

enum tonus_decode_result tonus_calibration_decode(const uint8_t *bytes, size_t length, tonus_calibration *out) {
    if (length < 12 || length > UINT16_MAX) return TONUS_DECODE_LENGTH;
    if (tonus_get32(bytes) != TONUS_CALIBRATION_MAGIC) return TONUS_DECODE_MAGIC;
    if (tonus_get16(bytes + 6) != length) return TONUS_DECODE_LENGTH;
    if (tonus_crc32(bytes, length - 4) != tonus_get32(bytes + length - 4)) return TONUS_DECODE_CRC;
    if (bytes[4] != TONUS_CALIBRATION_FORMAT) return TONUS_DECODE_VERSION;
    if (length < TONUS_CALIBRATION_HEADER_LENGTH + 4) return TONUS_DECODE_LENGTH;
    if (bytes[5] < 1 || bytes[5] > TONUS_MAX_CHANNELS) return TONUS_DECODE_CONTENTS;
    if (length != TONUS_CALIBRATION_HEADER_LENGTH + (size_t)bytes[5] * TONUS_CALIBRATION_CHANNEL_LENGTH + 4) {
        return TONUS_DECODE_LENGTH;
    }

    tonus_calibration page = {0};
    page.channel_count = bytes[5];
    page.date_days = tonus_get32(bytes + 8);
    page.temperature_centidegrees = tonus_signed16(tonus_get16(bytes + 12));
    const uint8_t *from = bytes + TONUS_CALIBRATION_HEADER_LENGTH;
    for (int i = 0; i < page.channel_count; i++, from += TONUS_CALIBRATION_CHANNEL_LENGTH) {
        page.channels[i].gain_bits = tonus_get64(from);
        page.channels[i].offset_bits = tonus_get64(from + 8);
        page.channels[i].temperature_coefficient_bits = tonus_get64(from + 16);
    }
    if (!tonus_is_zero(bytes + 14, 2) || !is_valid(&page)) return TONUS_DECODE_CONTENTS;
    *out = page;
    return TONUS_DECODE_OK;
}
