// SPDX-License-Identifier: Apache-2.0
//
// The sample packet: one interrupt transfer of at most 64 bytes.
#include "format.h"
#include "tonus_protocol.h"
#include "wire.h"

uint8_t tonus_samples_per_packet_limit(uint8_t channel_count, uint8_t sample_format) {
    if (channel_count < 1 || channel_count > TONUS_MAX_CHANNELS || sample_format > TONUS_FORMAT_INT24) return 0;
    return (uint8_t)(TONUS_PACKET_PAYLOAD_CAPACITY / (channel_count * tonus_count_width(sample_format)));
}

// A device of a later minor version may set flags that this code does not know; one of this version may not.
static bool flags_are_valid(uint8_t flags, uint8_t minor) {
    return (flags & ~TONUS_FLAGS_KNOWN) == 0 || minor > TONUS_PROTOCOL_MINOR;
}

size_t tonus_packet_encode(const tonus_packet *packet, uint8_t out[TONUS_PACKET_CAPACITY]) {
    const uint8_t format = packet->sample_format;
    if (packet->major != TONUS_PROTOCOL_MAJOR || packet->minor > 15 || packet->type != TONUS_PACKET_SAMPLES) return 0;
    if (!flags_are_valid(packet->flags, packet->minor) || packet->rate_index >= TONUS_MAX_RATES) return 0;
    if (packet->sample_count < 1) return 0;
    if (packet->sample_count > tonus_samples_per_packet_limit(packet->channel_count, format)) return 0;

    const size_t count = (size_t)packet->sample_count * packet->channel_count;
    for (size_t i = 0; i < count; i++) {
        if (packet->counts[i] < tonus_format_minimum(format) || packet->counts[i] > tonus_format_maximum(format)) {
            return 0;
        }
    }

    out[0] = (uint8_t)(packet->major << 4 | packet->minor);
    out[1] = packet->type;
    out[2] = packet->flags;
    out[3] = (uint8_t)((packet->channel_count - 1) | format << 3);
    tonus_put16(out + 4, packet->sequence);
    tonus_put16(out + 6, packet->boot_id);
    tonus_put32(out + 8, packet->first_sample_us);
    out[12] = packet->sample_count;
    out[13] = packet->rate_index;
    uint8_t *to = out + TONUS_PACKET_HEADER_LENGTH;
    for (size_t i = 0; i < count; i++) {
        const uint32_t bits = (uint32_t)packet->counts[i];
        tonus_put16(to, (uint16_t)bits);
        if (format == TONUS_FORMAT_INT24) to[2] = (uint8_t)(bits >> 16);
        to += tonus_count_width(format);
    }
    const size_t length = (size_t)(to - out);
    tonus_put16(to, tonus_crc16(out, length));
    return length + TONUS_PACKET_CRC_LENGTH;
}

enum tonus_decode_result tonus_packet_decode(const uint8_t *bytes, size_t length, tonus_packet *out) {
    if (length < TONUS_PACKET_HEADER_LENGTH + TONUS_PACKET_CRC_LENGTH || length > TONUS_PACKET_CAPACITY) {
        return TONUS_DECODE_LENGTH;
    }
    const size_t covered = length - TONUS_PACKET_CRC_LENGTH;
    if (tonus_crc16(bytes, covered) != tonus_get16(bytes + covered)) return TONUS_DECODE_CRC;
    if (bytes[0] >> 4 != TONUS_PROTOCOL_MAJOR) return TONUS_DECODE_VERSION;
    if (bytes[1] != TONUS_PACKET_SAMPLES) return TONUS_DECODE_TYPE;

    const uint8_t minor = bytes[0] & 0x0F;
    const uint8_t channel_count = (uint8_t)((bytes[3] & 0x07) + 1);
    const uint8_t format = bytes[3] >> 3 & 0x01;
    if (bytes[3] >> 4 != 0 || !flags_are_valid(bytes[2], minor) || bytes[13] >= TONUS_MAX_RATES) {
        return TONUS_DECODE_CONTENTS;
    }
    if (bytes[12] < 1 || bytes[12] > tonus_samples_per_packet_limit(channel_count, format)) {
        return TONUS_DECODE_CONTENTS;
    }
    const size_t width = tonus_count_width(format);
    const size_t count = (size_t)bytes[12] * channel_count;
    if (covered != TONUS_PACKET_HEADER_LENGTH + count * width) return TONUS_DECODE_LENGTH;

    out->major = TONUS_PROTOCOL_MAJOR;
    out->minor = minor;
    out->type = bytes[1];
    out->flags = bytes[2];
    out->channel_count = channel_count;
    out->sample_format = format;
    out->sequence = tonus_get16(bytes + 4);
    out->boot_id = tonus_get16(bytes + 6);
    out->first_sample_us = tonus_get32(bytes + 8);
    out->sample_count = bytes[12];
    out->rate_index = bytes[13];
    for (size_t i = 0; i < TONUS_PACKET_PAYLOAD_CAPACITY / 2; i++) {
        int32_t value = 0;
        if (i < count) {
            const uint8_t *from = bytes + TONUS_PACKET_HEADER_LENGTH + i * width;
            const uint32_t bits = format == TONUS_FORMAT_INT24 ? tonus_get16(from) | (uint32_t)from[2] << 16
                                                               : tonus_get16(from);
            value = (int32_t)bits;
            if (value > tonus_format_maximum(format)) value -= format == TONUS_FORMAT_INT24 ? 0x1000000 : 0x10000;
        }
        out->counts[i] = value;
    }
    return TONUS_DECODE_OK;
}
