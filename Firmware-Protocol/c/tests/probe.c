// SPDX-License-Identifier: Apache-2.0
#include "probe.h"

tonus_capabilities probe_capabilities(uint8_t channel_count, uint8_t sample_format) {
    tonus_capabilities capabilities = {
        .firmware_major = 1,
        .firmware_minor = 2,
        .firmware_patch = 3,
        .hardware_revision = 4,
        .features = TONUS_FEATURE_TEST_PATTERN | TONUS_FEATURE_TEMPERATURE,
        .channel_count = channel_count,
        .sample_format = sample_format,
        .rate_count = 4,
        .default_rate_index = 2,
        .rates_hz = {20, 100, 1000, 2000},
        .unique_id = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88},
        .fifo_packets = TONUS_FIFO_PACKETS,
    };
    for (int c = 0; c < channel_count; c++) {
        capabilities.channels[c] = (tonus_channel){
            .role = (uint8_t)(c < 2 ? TONUS_ROLE_PELVIC_FLOOR + c : TONUS_ROLE_ARRAY_ELEMENT),
            .position_mm = (uint8_t)(c == 0 ? TONUS_POSITION_NOT_STATED : 10 * c),
            .minimum_counts = sample_format == TONUS_FORMAT_INT24 ? -0x7FFFFF : -0x7FFF,
            .maximum_counts = sample_format == TONUS_FORMAT_INT24 ? 0x7FFFFF : 0x7FFF,
        };
    }
    return capabilities;
}

tonus_calibration probe_calibration(uint8_t channel_count) {
    tonus_calibration calibration = {
        .date_days = 20454,
        .temperature_centidegrees = 2150,
        .channel_count = channel_count,
    };
    for (int c = 0; c < channel_count; c++) {
        calibration.channels[c] = (tonus_channel_calibration){
            .gain_bits = 0x3F847AE147AE147Bu + (uint64_t)c, // 0.01
            .offset_bits = 0xBFF8000000000000u,             // -1.5
            .temperature_coefficient_bits = 0x3FA999999999999Au, // 0.05
        };
    }
    return calibration;
}

tonus_packet probe_packet(uint8_t channel_count, uint8_t sample_format, uint8_t sample_count) {
    tonus_packet packet = {
        .major = TONUS_PROTOCOL_MAJOR,
        .minor = TONUS_PROTOCOL_MINOR,
        .type = TONUS_PACKET_SAMPLES,
        .channel_count = channel_count,
        .sample_format = sample_format,
        .sample_count = sample_count,
        .rate_index = 2,
        .sequence = 0x0102,
        .boot_id = 0xB001,
        .first_sample_us = 0x0A0B0C0D,
    };
    for (int i = 0; i < sample_count * channel_count; i++) packet.counts[i] = (i & 1 ? -1 : 1) * (1000 + 37 * i);
    return packet;
}

tonus_device probe_device(uint8_t channel_count, uint8_t sample_format) {
    tonus_device device;
    const tonus_capabilities capabilities = probe_capabilities(channel_count, sample_format);
    const tonus_calibration calibration = probe_calibration(channel_count);
    tonus_device_init(&device, &capabilities, &calibration, 0xB001);
    return device;
}

int probe_write(tonus_device *device, uint8_t request, uint16_t value) {
    const uint8_t setup[8] = {0x40, request, (uint8_t)value, (uint8_t)(value >> 8), 0, 0, 0, 0};
    return tonus_device_control(device, setup, 0, 0);
}

int probe_read(tonus_device *device, uint8_t request, uint8_t *data, uint16_t length) {
    const uint8_t setup[8] = {0xC0, request, 0, 0, 0, 0, (uint8_t)length, (uint8_t)(length >> 8)};
    return tonus_device_control(device, setup, data, length);
}

void probe_push(tonus_device *device, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) {
        int32_t counts[TONUS_MAX_CHANNELS];
        for (int c = 0; c < TONUS_MAX_CHANNELS; c++) counts[c] = (int32_t)i + 100 * c;
        tonus_device_push_sample(device, (uint64_t)i * 1000, counts);
    }
}
