// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "check.h"
#include "probe.h"

static void pages_have_the_stated_lengths(void) {
    uint8_t out[TONUS_CALIBRATION_CAPACITY];
    for (uint8_t channels = 1; channels <= TONUS_MAX_CHANNELS; channels++) {
        const tonus_capabilities capabilities = probe_capabilities(channels, TONUS_FORMAT_INT16);
        const tonus_calibration calibration = probe_calibration(channels);
        CHECK(tonus_capabilities_encode(&capabilities, out) == 52u + 12u * channels);
        CHECK(tonus_calibration_encode(&calibration, out) == 20u + 24u * channels);
    }
    CHECK(TONUS_CAPABILITIES_CAPACITY == 148 && TONUS_CALIBRATION_CAPACITY == 212);
}

static void impossible_capabilities_are_not_encoded(void) {
    uint8_t out[TONUS_CAPABILITIES_CAPACITY];
#define REFUSED(field, wrong)                                                       \
    do {                                                                            \
        tonus_capabilities capabilities = probe_capabilities(8, TONUS_FORMAT_INT24); \
        CHECK(tonus_capabilities_encode(&capabilities, out) != 0);                  \
        capabilities.field = (wrong);                                               \
        CHECK(tonus_capabilities_encode(&capabilities, out) == 0);                  \
    } while (0)
    REFUSED(channel_count, 0);
    REFUSED(channel_count, 9);
    REFUSED(sample_format, 2);
    REFUSED(features, 8);
    REFUSED(rate_count, 0);
    REFUSED(rate_count, 3);
    REFUSED(rate_count, 9);
    REFUSED(default_rate_index, 4);
    REFUSED(rates_hz[0], 19);
    REFUSED(rates_hz[3], 2001);
    REFUSED(rates_hz[7], 100);
    REFUSED(fifo_packets, 0);
    REFUSED(channels[7].role, 0);
    REFUSED(channels[7].role, 4);
    REFUSED(channels[0].minimum_counts, 0x7FFFFF);
    REFUSED(channels[0].maximum_counts, 0x800000);
    REFUSED(channels[0].minimum_counts, -0x800001);
#undef REFUSED
}

static void impossible_calibrations_are_not_encoded(void) {
    uint8_t out[TONUS_CALIBRATION_CAPACITY];
#define REFUSED(field, wrong)                                    \
    do {                                                         \
        tonus_calibration calibration = probe_calibration(2);    \
        CHECK(tonus_calibration_encode(&calibration, out) != 0); \
        calibration.field = (wrong);                             \
        CHECK(tonus_calibration_encode(&calibration, out) == 0); \
    } while (0)
    REFUSED(channel_count, 0);
    REFUSED(channel_count, 9);
    REFUSED(channels[0].gain_bits, 0);
    REFUSED(channels[0].gain_bits, 0x8000000000000000u);
    REFUSED(channels[1].gain_bits, 0x7FF0000000000000u);
    REFUSED(channels[1].offset_bits, 0xFFF0000000000000u);
    REFUSED(channels[1].temperature_coefficient_bits, 0x7FF8000000000000u);
#undef REFUSED
}

static void every_flipped_bit_of_a_page_is_seen(void) {
    uint8_t bytes[TONUS_CALIBRATION_CAPACITY];
    const tonus_capabilities capabilities = probe_capabilities(2, TONUS_FORMAT_INT24);
    tonus_capabilities decoded;
    size_t length = tonus_capabilities_encode(&capabilities, bytes);
    CHECK(tonus_capabilities_decode(bytes, length, &decoded) == TONUS_DECODE_OK);
    for (size_t bit = 0; bit < 8 * length; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK(tonus_capabilities_decode(bytes, length, &decoded) != TONUS_DECODE_OK);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    const tonus_calibration calibration = probe_calibration(2);
    tonus_calibration decoded_calibration;
    length = tonus_calibration_encode(&calibration, bytes);
    CHECK(tonus_calibration_decode(bytes, length, &decoded_calibration) == TONUS_DECODE_OK);
    for (size_t bit = 0; bit < 8 * length; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK(tonus_calibration_decode(bytes, length, &decoded_calibration) != TONUS_DECODE_OK);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

void check_pages(void) {
    pages_have_the_stated_lengths();
    impossible_capabilities_are_not_encoded();
    impossible_calibrations_are_not_encoded();
    every_flipped_bit_of_a_page_is_seen();
}
