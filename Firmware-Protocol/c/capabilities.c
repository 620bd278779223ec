// SPDX-License-Identifier: Apache-2.0
//
// The capability page: what a device is, and how its counts are to be read.
#include "format.h"
#include "tonus_protocol.h"
#include "wire.h"

static bool channel_is_valid(const tonus_channel *channel, uint8_t sample_format) {
    return channel->role >= TONUS_ROLE_PELVIC_FLOOR && channel->role <= TONUS_ROLE_ARRAY_ELEMENT
        && channel->minimum_counts < channel->maximum_counts
        && channel->minimum_counts >= tonus_format_minimum(sample_format)
        && channel->maximum_counts <= tonus_format_maximum(sample_format);
}

static bool rates_are_valid(const tonus_capabilities *capabilities) {
    if (capabilities->rate_count < 1 || capabilities->rate_count > TONUS_MAX_RATES) return false;
    if (capabilities->default_rate_index >= capabilities->rate_count) return false;
    const uint32_t packed = tonus_samples_per_packet_limit(capabilities->channel_count, capabilities->sample_format);
    for (int i = 0; i < TONUS_MAX_RATES; i++) {
        const uint16_t rate = capabilities->rates_hz[i];
        if (i >= capabilities->rate_count) {
            if (rate != 0) return false;
        } else if (rate < TONUS_MIN_RATE_HZ || rate > TONUS_MAX_RATE_HZ
                   || rate > packed * TONUS_MAX_PACKETS_PER_SECOND) {
            return false;
        }
    }
    return true;
}

static bool is_valid(const tonus_capabilities *capabilities) {
    if (capabilities->sample_format > TONUS_FORMAT_INT24) return false;
    if (capabilities->channel_count < 1 || capabilities->channel_count > TONUS_MAX_CHANNELS) return false;
    if (!rates_are_valid(capabilities) || capabilities->fifo_packets < 1) return false;
    if ((capabilities->features & ~(uint32_t)TONUS_FEATURES_KNOWN) != 0
        && capabilities->protocol_minor <= TONUS_PROTOCOL_MINOR) {
        return false;
    }
    for (int i = 0; i < capabilities->channel_count; i++) {
        if (!channel_is_valid(&capabilities->channels[i], capabilities->sample_format)) return false;
    }
    return true;
}

size_t tonus_capabilities_encode(const tonus_capabilities *capabilities, uint8_t out[TONUS_CAPABILITIES_CAPACITY]) {
    if (!is_valid(capabilities)) return 0;
    const size_t covered = TONUS_CAPABILITIES_HEADER_LENGTH
        + (size_t)capabilities->channel_count * TONUS_CAPABILITIES_CHANNEL_LENGTH;
    tonus_fill_zero(out, covered);
    tonus_put32(out, TONUS_CAPABILITIES_MAGIC);
    out[4] = TONUS_PROTOCOL_MAJOR;
    out[5] = capabilities->protocol_minor;
    tonus_put16(out + 6, (uint16_t)(covered + 4));
    out[8] = capabilities->firmware_major;
    out[9] = capabilities->firmware_minor;
    out[10] = capabilities->firmware_patch;
    out[11] = capabilities->hardware_revision;
    tonus_put32(out + 12, capabilities->features);
    out[16] = capabilities->channel_count;
    out[17] = capabilities->sample_format;
    out[18] = capabilities->rate_count;
    out[19] = capabilities->default_rate_index;
    tonus_copy(out + 20, capabilities->unique_id, 8);
    for (int i = 0; i < TONUS_MAX_RATES; i++) tonus_put16(out + 28 + 2 * i, capabilities->rates_hz[i]);
    out[44] = capabilities->fifo_packets;
    uint8_t *to = out + TONUS_CAPABILITIES_HEADER_LENGTH;
    for (int i = 0; i < capabilities->channel_count; i++, to += TONUS_CAPABILITIES_CHANNEL_LENGTH) {
        to[0] = capabilities->channels[i].role;
        to[1] = capabilities->channels[i].position_mm;
        tonus_put32(to + 4, (uint32_t)capabilities->channels[i].minimum_counts);
        tonus_put32(to + 8, (uint32_t)capabilities->channels[i].maximum_counts);
    }
    tonus_put32(to, tonus_crc32(out, covered));
    return covered + 4;
}

enum tonus_decode_result tonus_capabilities_decode(const uint8_t *bytes, size_t length, tonus_capabilities *out) {
    // Magic, versions, total length and the closing CRC-32 stay where they are in every major version.
    if (length < 12 || length > UINT16_MAX) return TONUS_DECODE_LENGTH;
    if (tonus_get32(bytes) != TONUS_CAPABILITIES_MAGIC) return TONUS_DECODE_MAGIC;
    if (tonus_get16(bytes + 6) != length) return TONUS_DECODE_LENGTH;
    if (tonus_crc32(bytes, length - 4) != tonus_get32(bytes + length - 4)) return TONUS_DECODE_CRC;
    if (bytes[4] != TONUS_PROTOCOL_MAJOR) return TONUS_DECODE_VERSION;
    if (length < TONUS_CAPABILITIES_HEADER_LENGTH + 4) return TONUS_DECODE_LENGTH;
    if (bytes[16] < 1 || bytes[16] > TONUS_MAX_CHANNELS) return TONUS_DECODE_CONTENTS;
    if (length != TONUS_CAPABILITIES_HEADER_LENGTH + (size_t)bytes[16] * TONUS_CAPABILITIES_CHANNEL_LENGTH + 4) {
        return TONUS_DECODE_LENGTH;
    }

    tonus_capabilities page = {0};
    bool reserved_is_zero = tonus_is_zero(bytes + 45, 3);
    page.protocol_minor = bytes[5];
    page.firmware_major = bytes[8];
    page.firmware_minor = bytes[9];
    page.firmware_patch = bytes[10];
    page.hardware_revision = bytes[11];
    page.features = tonus_get32(bytes + 12);
    page.channel_count = bytes[16];
    page.sample_format = bytes[17];
    page.rate_count = bytes[18];
    page.default_rate_index = bytes[19];
    tonus_copy(page.unique_id, bytes + 20, 8);
    for (int i = 0; i < TONUS_MAX_RATES; i++) page.rates_hz[i] = tonus_get16(bytes + 28 + 2 * i);
    page.fifo_packets = bytes[44];
    const uint8_t *from = bytes + TONUS_CAPABILITIES_HEADER_LENGTH;
    for (int i = 0; i < page.channel_count; i++, from += TONUS_CAPABILITIES_CHANNEL_LENGTH) {
        page.channels[i].role = from[0];
        page.channels[i].position_mm = from[1];
        page.channels[i].minimum_counts = tonus_signed32(tonus_get32(from + 4));
        page.channels[i].maximum_counts = tonus_signed32(tonus_get32(from + 8));
        reserved_is_zero = reserved_is_zero && tonus_is_zero(from + 2, 2);
    }
    if (!reserved_is_zero && page.protocol_minor <= TONUS_PROTOCOL_MINOR) return TONUS_DECODE_CONTENTS;
    if (!is_valid(&page)) return TONUS_DECODE_CONTENTS;
    *out = page;
    return TONUS_DECODE_OK;
}
