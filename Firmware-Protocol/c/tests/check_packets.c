// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "check.h"
#include "probe.h"

void check_checksums(void) {
    const uint8_t *digits = (const uint8_t *)"123456789";
    CHECK(tonus_crc16(digits, 9) == 0x29B1);
    CHECK(tonus_crc32(digits, 9) == 0xCBF43926u);
    CHECK(tonus_crc16(digits, 0) == 0xFFFF);
    CHECK(tonus_crc32(digits, 0) == 0);
}

static void every_shape_survives_the_wire(void) {
    for (uint8_t format = 0; format <= TONUS_FORMAT_INT24; format++) {
        for (uint8_t channels = 1; channels <= TONUS_MAX_CHANNELS; channels++) {
            const uint8_t limit = tonus_samples_per_packet_limit(channels, format);
            CHECK(limit == 48 / (channels * (format == TONUS_FORMAT_INT24 ? 3 : 2)));
            for (uint8_t samples = 1; samples <= limit; samples++) {
                const tonus_packet packet = probe_packet(channels, format, samples);
                uint8_t bytes[TONUS_PACKET_CAPACITY];
                tonus_packet decoded;
                const size_t length = tonus_packet_encode(&packet, bytes);
                CHECK(length == 16u + samples * channels * (format == TONUS_FORMAT_INT24 ? 3u : 2u));
                CHECK(tonus_packet_decode(bytes, length, &decoded) == TONUS_DECODE_OK);
                CHECK(memcmp(decoded.counts, packet.counts, sizeof packet.counts) == 0);
                CHECK(decoded.sequence == packet.sequence && decoded.first_sample_us == packet.first_sample_us);
            }
        }
    }
    CHECK(tonus_samples_per_packet_limit(0, TONUS_FORMAT_INT16) == 0);
    CHECK(tonus_samples_per_packet_limit(9, TONUS_FORMAT_INT16) == 0);
    CHECK(tonus_samples_per_packet_limit(1, 2) == 0);
}

static void every_flipped_bit_is_seen(void) {
    const tonus_packet packet = probe_packet(3, TONUS_FORMAT_INT16, 4);
    uint8_t bytes[TONUS_PACKET_CAPACITY];
    tonus_packet decoded;
    const size_t length = tonus_packet_encode(&packet, bytes);
    for (size_t bit = 0; bit < 8 * length; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK(tonus_packet_decode(bytes, length, &decoded) == TONUS_DECODE_CRC);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    CHECK(tonus_packet_decode(bytes, length, &decoded) == TONUS_DECODE_OK);
}

static void what_cannot_be_is_not_encoded(void) {
    uint8_t out[TONUS_PACKET_CAPACITY];
#define REFUSED(field, wrong)                                          \
    do {                                                               \
        tonus_packet packet = probe_packet(2, TONUS_FORMAT_INT16, 12); \
        CHECK(tonus_packet_encode(&packet, out) != 0);                 \
        packet.field = (wrong);                                        \
        CHECK(tonus_packet_encode(&packet, out) == 0);                 \
    } while (0)
    REFUSED(major, 2);
    REFUSED(minor, 16);
    REFUSED(type, 2);
    REFUSED(flags, 0x20);
    REFUSED(channel_count, 0);
    REFUSED(channel_count, 9);
    REFUSED(sample_format, 2);
    REFUSED(sample_count, 0);
    REFUSED(sample_count, 13);
    REFUSED(rate_index, 8);
    REFUSED(counts[23], 32768);
    REFUSED(counts[0], -32769);
#undef REFUSED
}

void check_packets(void) {
    every_shape_survives_the_wire();
    every_flipped_bit_is_seen();
    what_cannot_be_is_not_encoded();
}
