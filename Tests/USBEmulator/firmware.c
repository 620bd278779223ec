// SPDX-License-Identifier: Apache-2.0
#include "firmware.h"

#include "pressure_script.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

enum { REQUEST_GET_DESCRIPTOR = 6, REQUEST_GET_CONFIGURATION = 8 };
enum { DESCRIPTOR_DEVICE = 1, DESCRIPTOR_CONFIGURATION = 2, DESCRIPTOR_STRING = 3, DESCRIPTOR_BOS = 15 };

static uint64_t bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

void firmware_power_up(firmware *firmware, uint16_t boot) {
    const tonus_capabilities capabilities = {
        .firmware_major = 1,
        .hardware_revision = 0,
        .features = TONUS_FEATURE_TEST_PATTERN | TONUS_FEATURE_SIMULATED,
        .channel_count = 1,
        .sample_format = TONUS_FORMAT_INT16,
        .rate_count = 3,
        .default_rate_index = 2,
        .rates_hz = {250, 500, 1000},
        .unique_id = {'E', 'M', 'U', 0, 0, 0, 0, 1},
        .channels = {{.role = TONUS_ROLE_PELVIC_FLOOR, .position_mm = 30,
                      .minimum_counts = -32768, .maximum_counts = 32767}},
    };
    const tonus_calibration calibration = {
        .date_days = 20454, // 2026-01-01
        .temperature_centidegrees = 2500,
        .channel_count = 1,
        .channels = {{.gain_bits = bits(FIRMWARE_GAIN_CMH2O_PER_COUNT), .offset_bits = bits(FIRMWARE_OFFSET_CMH2O),
                      .temperature_coefficient_bits = bits(0)}},
    };
    *firmware = (struct firmware_state){0};
    if (!tonus_device_init(&firmware->device, &capabilities, &calibration, boot)) {
        fputs("the firmware core refuses the emulator's capabilities or calibration\n", stderr);
        abort();
    }
}

static int reply(const uint8_t *setup, uint8_t *data, size_t capacity, const uint8_t *bytes, size_t length) {
    const size_t requested = (size_t)setup[6] | (size_t)setup[7] << 8;
    if (length > requested) length = requested;
    if (length > capacity) length = capacity;
    memcpy(data, bytes, length);
    return (int)length;
}

static int string_descriptor(const uint8_t *setup, uint8_t *data, size_t capacity) {
    static const char *const strings[] = {
        [TONUS_STRING_MANUFACTURER] = FIRMWARE_MANUFACTURER,
        [TONUS_STRING_PRODUCT] = FIRMWARE_PRODUCT,
        [TONUS_STRING_SERIAL] = FIRMWARE_SERIAL,
    };
    const uint8_t index = setup[2];
    if (index == 0) return reply(setup, data, capacity, tonus_language_descriptor, sizeof tonus_language_descriptor);
    if (index >= sizeof strings / sizeof *strings) return -1;
    uint8_t descriptor[TONUS_STRING_DESCRIPTOR_CAPACITY];
    const size_t length = tonus_string_descriptor_encode(strings[index], descriptor);
    return length == 0 ? -1 : reply(setup, data, capacity, descriptor, length);
}

static int standard_request(const uint8_t *setup, uint8_t *data, size_t capacity) {
    static const uint8_t configuration = 1;
    if (setup[0] != 0x80) return -1;
    if (setup[1] == REQUEST_GET_CONFIGURATION) return reply(setup, data, capacity, &configuration, 1);
    if (setup[1] != REQUEST_GET_DESCRIPTOR) return -1;
    switch (setup[3]) {
    case DESCRIPTOR_DEVICE:
        return reply(setup, data, capacity, tonus_device_descriptor, sizeof tonus_device_descriptor);
    case DESCRIPTOR_CONFIGURATION:
        return reply(setup, data, capacity, tonus_configuration_descriptor, sizeof tonus_configuration_descriptor);
    case DESCRIPTOR_BOS:
        return reply(setup, data, capacity, tonus_bos_descriptor, sizeof tonus_bos_descriptor);
    case DESCRIPTOR_STRING:
        return string_descriptor(setup, data, capacity);
    default:
        return -1;
    }
}

int firmware_control(firmware *firmware, const uint8_t setup[8], uint8_t *data, size_t capacity) {
    const bool is_vendor_request = (setup[0] & 0x60) == 0x40;
    if (!is_vendor_request) return standard_request(setup, data, capacity);
    tonus_device_set_time(&firmware->device, firmware->now_us);
    return tonus_device_control(&firmware->device, setup, data, capacity);
}

bool firmware_is_streaming(const firmware *firmware) { return firmware->device.status.streaming; }

uint64_t firmware_sample_interval_us(const firmware *firmware) {
    return 1000000 / firmware->device.capabilities.rates_hz[firmware->device.status.rate_index];
}

void firmware_take_sample(firmware *firmware) {
    firmware->now_us += firmware_sample_interval_us(firmware);
    const double pressure = pressure_script_at(firmware->now_us);
    const int32_t count = (int32_t)lround((pressure - FIRMWARE_OFFSET_CMH2O) / FIRMWARE_GAIN_CMH2O_PER_COUNT);
    tonus_device_push_sample(&firmware->device, firmware->now_us, &count);
}

size_t firmware_poll(firmware *firmware, uint8_t out[TONUS_PACKET_CAPACITY]) {
    size_t length = tonus_device_pop_packet(&firmware->device, out);
    while (length > 0 && firmware->packets_to_drop > 0) {
        firmware->packets_to_drop--;
        firmware->packets_dropped++;
        length = tonus_device_pop_packet(&firmware->device, out);
    }
    if (length == 0) return 0;
    if (firmware->packets_to_corrupt > 0) {
        firmware->packets_to_corrupt--;
        out[TONUS_PACKET_HEADER_LENGTH] ^= 0x01;
    }
    if (firmware->short_length > 0 && firmware->short_length < length) {
        length = firmware->short_length;
        firmware->short_length = 0;
    }
    return length;
}
