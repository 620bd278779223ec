// SPDX-License-Identifier: Apache-2.0
//
// Writes the golden cases of the C core to standard output.
#include <stdio.h>
#include <string.h>

#include "probe.h"
#include "render.h"

static void emit(const char *kind, const char *name, const uint8_t *bytes, size_t length) {
    static char line[RENDER_CAPACITY];
    if (render(kind, name, bytes, length, line)) puts(line);
}

static void emit_packet(const char *name, const tonus_packet *packet) {
    uint8_t bytes[TONUS_PACKET_CAPACITY];
    emit("packet", name, bytes, tonus_packet_encode(packet, bytes));
}

static void valid_packets(void) {
    char name[64];
    for (uint8_t format = 0; format <= TONUS_FORMAT_INT24; format++) {
        const char *format_name = format == TONUS_FORMAT_INT24 ? "int24" : "int16";
        for (uint8_t channels = 1; channels <= TONUS_MAX_CHANNELS; channels++) {
            const uint8_t limit = tonus_samples_per_packet_limit(channels, format);
            tonus_packet packet = probe_packet(channels, format, 1);
            snprintf(name, sizeof name, "%s-%uch-one", format_name, channels);
            emit_packet(name, &packet);
            packet = probe_packet(channels, format, limit);
            snprintf(name, sizeof name, "%s-%uch-full", format_name, channels);
            emit_packet(name, &packet);
        }
        tonus_packet packet = probe_packet(1, format, 6);
        const int32_t most = format == TONUS_FORMAT_INT24 ? 0x7FFFFF : 0x7FFF;
        const int32_t extremes[6] = {most, -most - 1, most - 1, -most, 0, -1};
        memcpy(packet.counts, extremes, sizeof extremes);
        snprintf(name, sizeof name, "%s-extremes", format_name);
        emit_packet(name, &packet);
    }
    for (unsigned bit = 0; bit < 5; bit++) {
        static const char *names[5] = {"flag-overrun", "flag-clipped", "flag-test-pattern", "flag-first",
                                       "flag-simulated"};
        tonus_packet packet = probe_packet(1, TONUS_FORMAT_INT16, 2);
        packet.flags = (uint8_t)(1 << bit);
        emit_packet(names[bit], &packet);
    }
    tonus_packet packet = probe_packet(1, TONUS_FORMAT_INT16, 2);
    packet.flags = TONUS_FLAGS_KNOWN;
    emit_packet("flag-all", &packet);
    packet.flags = 0xFF;
    packet.minor = 1;
    emit_packet("later-minor-unknown-flags", &packet);
    packet = probe_packet(2, TONUS_FORMAT_INT16, 2);
    packet.sequence = 0xFFFF;
    packet.boot_id = 0xFFFF;
    packet.first_sample_us = 0xFFFFFFFFu;
    packet.rate_index = 7;
    emit_packet("wrap-before", &packet);
    packet.sequence = 0;
    packet.boot_id = 0;
    packet.first_sample_us = 999;
    packet.rate_index = 0;
    emit_packet("wrap-after", &packet);
}

// A valid packet with one byte changed and its checksum renewed, so that the change itself is judged.
static void emit_altered(const char *name, size_t at, uint8_t value) {
    const tonus_packet packet = probe_packet(2, TONUS_FORMAT_INT16, 3);
    uint8_t bytes[TONUS_PACKET_CAPACITY];
    const size_t length = tonus_packet_encode(&packet, bytes), covered = length - TONUS_PACKET_CRC_LENGTH;
    bytes[at] = value;
    const uint16_t crc = tonus_crc16(bytes, covered);
    bytes[covered] = (uint8_t)crc;
    bytes[covered + 1] = (uint8_t)(crc >> 8);
    emit("packet", name, bytes, length);
}

static void invalid_packets(void) {
    const tonus_packet packet = probe_packet(2, TONUS_FORMAT_INT16, 3);
    uint8_t bytes[TONUS_PACKET_CAPACITY + 1] = {0};
    const size_t length = tonus_packet_encode(&packet, bytes);
    emit("packet", "empty", bytes, 0);
    emit("packet", "one-byte", bytes, 1);
    emit("packet", "short-of-a-header", bytes, 15);
    emit("packet", "cut-after-the-header", bytes, 16);
    emit("packet", "cut-by-one", bytes, length - 1);
    emit("packet", "one-too-long", bytes, length + 1);
    emit("packet", "longer-than-a-transfer", bytes, 65);
    bytes[20] ^= 0x10;
    emit("packet", "bad-checksum", bytes, length);
    memset(bytes, 0, sizeof bytes);
    emit("packet", "all-zero", bytes, 64);
    memset(bytes, 0xFF, sizeof bytes);
    emit("packet", "all-ones", bytes, 64);
    emit_altered("major-0", 0, 0x00);
    emit_altered("major-2", 0, 0x20);
    emit_altered("type-0", 1, 0);
    emit_altered("type-2", 1, 2);
    emit_altered("reserved-flag", 2, 0x20);
    emit_altered("reserved-layout", 3, 0x11);
    emit_altered("reserved-layout-top", 3, 0x81);
    emit_altered("other-channel-count", 3, 0x02);
    emit_altered("other-format", 3, 0x09);
    emit_altered("count-0", 12, 0);
    emit_altered("count-2", 12, 2);
    emit_altered("count-13", 12, 13);
    emit_altered("count-255", 12, 255);
    emit_altered("rate-8", 13, 8);
}

static void emit_page(const char *kind, const char *name, uint8_t *bytes, size_t length, size_t at, uint8_t value) {
    bytes[at] = value;
    const uint32_t crc = tonus_crc32(bytes, length - 4);
    for (int i = 0; i < 4; i++) bytes[length - 4 + (size_t)i] = (uint8_t)(crc >> (8 * i));
    emit(kind, name, bytes, length);
}

static void capability_pages(void) {
    uint8_t bytes[TONUS_CAPABILITIES_CAPACITY + 1] = {0};
    char name[64];
    for (uint8_t channels = 1; channels <= TONUS_MAX_CHANNELS; channels++) {
        const tonus_capabilities page = probe_capabilities(channels, channels & 1);
        snprintf(name, sizeof name, "%uch", channels);
        emit("capabilities", name, bytes, tonus_capabilities_encode(&page, bytes));
    }
    tonus_capabilities page = probe_capabilities(1, TONUS_FORMAT_INT16);
    const uint16_t rates[TONUS_MAX_RATES] = {20, 50, 100, 200, 250, 500, 1000, 2000};
    memcpy(page.rates_hz, rates, sizeof rates);
    page.rate_count = 8;
    page.default_rate_index = 7;
    page.features = TONUS_FEATURES_KNOWN;
    page.fifo_packets = 255;
    page.channels[0].minimum_counts = -32768;
    page.channels[0].position_mm = 0;
    emit("capabilities", "all-rates", bytes, tonus_capabilities_encode(&page, bytes));
    page.protocol_minor = 1;
    page.features = 0xFFFFFFFFu;
    emit("capabilities", "later-minor-unknown-features", bytes, tonus_capabilities_encode(&page, bytes));

    static const struct {
        const char *name;
        size_t at;
        uint8_t value;
    } altered[] = {
        {"magic", 0, 'X'},           {"major-0", 4, 0},           {"major-2", 4, 2},
        {"stated-length", 6, 75},    {"feature-bit-3", 12, 0x08}, {"no-channels", 16, 0},
        {"nine-channels", 16, 9},    {"one-channel", 16, 1},      {"format-2", 17, 2},
        {"no-rates", 18, 0},         {"rates-unset", 18, 5},      {"rates-more-than-stated", 18, 3},
        {"nine-rates", 18, 9},       {"default-rate", 19, 4},     {"rate-19-hz", 28, 19},
        {"rate-2256-hz", 35, 8},     {"no-fifo", 44, 0},          {"reserved-45", 45, 1},
        {"reserved-47", 47, 0x80},   {"role-0", 48, 0},           {"role-4", 60, 4},
        {"reserved-channel", 63, 1}, {"minimum-too-low", 54, 0},  {"maximum-below-minimum", 59, 0x80},
    };
    page = probe_capabilities(2, TONUS_FORMAT_INT16);
    for (size_t i = 0; i < sizeof altered / sizeof altered[0]; i++) {
        const size_t length = tonus_capabilities_encode(&page, bytes);
        emit_page("capabilities", altered[i].name, bytes, length, altered[i].at, altered[i].value);
    }
    const size_t length = tonus_capabilities_encode(&page, bytes);
    emit("capabilities", "empty", bytes, 0);
    emit("capabilities", "eleven-bytes", bytes, 11);
    emit("capabilities", "cut", bytes, length - 1);
    emit("capabilities", "one-too-long", bytes, length + 1);
    bytes[6] = 16;
    emit_page("capabilities", "valid-but-without-a-header", bytes, 16, 4, 1);
    tonus_capabilities_encode(&page, bytes);
    bytes[30] ^= 1;
    emit("capabilities", "bad-checksum", bytes, length);
}

static void calibration_pages(void) {
    uint8_t bytes[TONUS_CALIBRATION_CAPACITY + 1] = {0};
    char name[64];
    for (uint8_t channels = 1; channels <= TONUS_MAX_CHANNELS; channels++) {
        const tonus_calibration page = probe_calibration(channels);
        snprintf(name, sizeof name, "%uch", channels);
        emit("calibration", name, bytes, tonus_calibration_encode(&page, bytes));
    }
    tonus_calibration page = probe_calibration(1);
    page.date_days = 0xFFFFFFFFu;
    page.temperature_centidegrees = INT16_MIN;
    page.channels[0].gain_bits = 1;                                      // the smallest subnormal
    page.channels[0].offset_bits = 0x8000000000000000u;                  // -0
    page.channels[0].temperature_coefficient_bits = 0xFFEFFFFFFFFFFFFFu; // the lowest finite number
    emit("calibration", "extremes", bytes, tonus_calibration_encode(&page, bytes));

    static const struct {
        const char *name;
        size_t at;
        uint8_t value;
    } altered[] = {
        {"magic", 3, 'X'},         {"format-0", 4, 0},        {"format-2", 4, 2},      {"no-channels", 5, 0},
        {"nine-channels", 5, 9},   {"three-channels", 5, 3},  {"stated-length", 7, 1}, {"reserved-14", 14, 1},
        {"reserved-15", 15, 0x80},
    };
    page = probe_calibration(2);
    for (size_t i = 0; i < sizeof altered / sizeof altered[0]; i++) {
        const size_t length = tonus_calibration_encode(&page, bytes);
        emit_page("calibration", altered[i].name, bytes, length, altered[i].at, altered[i].value);
    }
    static const struct {
        const char *name;
        size_t field;
        uint8_t top[2];
    } numbers[] = {
        {"gain-infinite", 0, {0xF0, 0x7F}},
        {"gain-nan", 0, {0xF8, 0x7F}},
        {"offset-nan", 8, {0xF8, 0xFF}},
        {"coefficient-infinite", 16, {0xF0, 0xFF}},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const size_t length = tonus_calibration_encode(&page, bytes), at = 40 + numbers[i].field;
        memset(bytes + at, 0, 8);
        bytes[at + 6] = numbers[i].top[0];
        emit_page("calibration", numbers[i].name, bytes, length, at + 7, numbers[i].top[1]);
    }
    size_t length = tonus_calibration_encode(&page, bytes);
    memset(bytes + 16, 0, 8);
    emit_page("calibration", "gain-zero", bytes, length, 16, 0);
    emit_page("calibration", "gain-minus-zero", bytes, length, 23, 0x80);
    length = tonus_calibration_encode(&page, bytes);
    emit("calibration", "cut", bytes, length - 1);
    bytes[6] = 16;
    emit_page("calibration", "valid-but-without-a-header", bytes, 16, 5, 0);
    tonus_calibration_encode(&page, bytes);
    bytes[20] ^= 1;
    emit("calibration", "bad-checksum", bytes, length);
}

static void status_pages(void) {
    uint8_t bytes[TONUS_STATUS_LENGTH + 1] = {0};
    tonus_status page = {
        .boot_id = 0xB001,
        .rate_index = 2,
        .temperature_centidegrees = TONUS_TEMPERATURE_NOT_MEASURED,
    };
    emit("status", "stopped", bytes, tonus_status_encode(&page, bytes));
    page.streaming = true;
    page.samples_per_packet = 24;
    page.test_pattern = TONUS_PATTERN_EXTREMES;
    page.rate_index = 7;
    page.next_sequence = 0xFFFF;
    page.now_us = 0xFEDCBA9876543210u;
    page.packets_sent = 0xFFFFFFFFu;
    page.samples_lost = 0x80000001u;
    page.temperature_centidegrees = -1;
    page.fifo_packets = 16;
    emit("status", "streaming", bytes, tonus_status_encode(&page, bytes));
    static const struct {
        const char *name;
        size_t at;
        uint8_t value;
    } altered[] = {
        {"major-2", 0, 2},         {"later-minor", 1, 1},    {"reserved-state", 2, 3},
        {"stopped-but-busy", 2, 0}, {"rate-8", 3, 8},         {"no-samples", 4, 0},
        {"too-many-samples", 4, 25}, {"pattern-3", 5, 3},      {"reserved-29", 29, 1},
        {"reserved-31", 31, 0x80},
    };
    for (size_t i = 0; i < sizeof altered / sizeof altered[0]; i++) {
        tonus_status_encode(&page, bytes);
        bytes[altered[i].at] = altered[i].value;
        emit("status", altered[i].name, bytes, TONUS_STATUS_LENGTH);
    }
    tonus_status_encode(&page, bytes);
    bytes[1] = 1;
    bytes[2] = 0xFF;
    bytes[30] = 0xFF;
    emit("status", "later-minor-reserved-bits", bytes, TONUS_STATUS_LENGTH);
    emit("status", "cut", bytes, 31);
    emit("status", "one-too-long", bytes, 33);
}

int main(void) {
    puts("# SPDX-License-Identifier: Apache-2.0");
    puts("# Golden cases of the Tonus firmware protocol 1.0, written by the C core (make vectors in ../c).");
    puts("# README.md in this folder describes the format.");
    valid_packets();
    invalid_packets();
    capability_pages();
    calibration_pages();
    status_pages();
    return 0;
}
