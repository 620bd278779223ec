// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "check.h"
#include "probe.h"

static int control(tonus_device *device, uint8_t type, uint8_t request, uint16_t value, uint16_t index, uint16_t length,
                   uint8_t *data, size_t capacity) {
    const uint8_t setup[8] = {type,           request,
                              (uint8_t)value, (uint8_t)(value >> 8),
                              (uint8_t)index, (uint8_t)(index >> 8),
                              (uint8_t)length, (uint8_t)(length >> 8)};
    return tonus_device_control(device, setup, data, capacity);
}

static void pages_are_served_and_cut_to_what_was_asked(void) {
    tonus_device device = probe_device(2, TONUS_FORMAT_INT16);
    uint8_t data[256];
    tonus_capabilities capabilities;
    tonus_calibration calibration;
    tonus_status status;
    CHECK(probe_read(&device, TONUS_REQUEST_GET_CAPABILITIES, data, 148) == 76);
    CHECK(tonus_capabilities_decode(data, 76, &capabilities) == TONUS_DECODE_OK);
    CHECK(capabilities.fifo_packets == TONUS_FIFO_PACKETS);
    CHECK(probe_read(&device, TONUS_REQUEST_GET_CALIBRATION, data, 212) == 68);
    CHECK(tonus_calibration_decode(data, 68, &calibration) == TONUS_DECODE_OK);
    CHECK(probe_read(&device, TONUS_REQUEST_GET_STATUS, data, 32) == 32);
    CHECK(tonus_status_decode(data, 32, &status) == TONUS_DECODE_OK);
    CHECK(!status.streaming && status.rate_index == 2 && status.boot_id == 0xB001);
    CHECK(status.temperature_centidegrees == TONUS_TEMPERATURE_NOT_MEASURED);

    CHECK(probe_read(&device, TONUS_REQUEST_GET_CAPABILITIES, data, 8) == 8);
    CHECK(probe_read(&device, TONUS_REQUEST_GET_CAPABILITIES, data, 0) == 0);
    memset(data, 0xEE, sizeof data);
    CHECK(control(&device, 0xC0, TONUS_REQUEST_GET_STATUS, 0, 0, 32, data, 4) == 4 && data[4] == 0xEE);
    CHECK(control(&device, 0xC0, TONUS_REQUEST_MS_OS_20, 0, 7, 200, data, sizeof data) == 162);
    CHECK(memcmp(data, tonus_ms_os_20_descriptor_set, 162) == 0);
}

static void status_tells_time_and_temperature(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    uint8_t data[TONUS_STATUS_LENGTH];
    tonus_status status;
    tonus_device_set_time(&device, 0x123456789Au);
    tonus_device_set_temperature(&device, -1234);
    CHECK(probe_read(&device, TONUS_REQUEST_GET_STATUS, data, 32) == 32);
    CHECK(tonus_status_decode(data, 32, &status) == TONUS_DECODE_OK);
    CHECK(status.now_us == 0x123456789Au && status.temperature_centidegrees == -1234);
}

static void what_is_not_in_the_protocol_stalls(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    uint8_t data[256];
    // Of all requests with plain arguments, only those of the protocol are answered.
    for (int request = 0; request < 256; request++) {
        const bool is_read = request >= 1 && request <= 3, is_write = request >= 4 && request <= 7;
        CHECK((control(&device, 0xC0, (uint8_t)request, 0, 0, 212, data, sizeof data) >= 0) == is_read);
        CHECK((control(&device, 0x40, (uint8_t)request, 0, 0, 0, data, 0) == 0) == is_write);
        CHECK(tonus_device_control(&device, (uint8_t[]){0x40, 5, 0, 0, 0, 0, 0, 0}, 0, 0) == 0);
    }
    for (int type = 0; type < 256; type++) {
        if (type != 0xC0) CHECK(control(&device, (uint8_t)type, 1, 0, 0, 148, data, sizeof data) == -1);
        if (type != 0x40) CHECK(control(&device, (uint8_t)type, TONUS_REQUEST_STOP, 0, 0, 0, data, 0) == -1);
    }
    CHECK(control(&device, 0xC0, TONUS_REQUEST_GET_STATUS, 0, 1, 32, data, 32) == -1);
    CHECK(control(&device, 0xC0, TONUS_REQUEST_GET_STATUS, 1, 0, 32, data, 32) == -1);
    CHECK(control(&device, 0xC0, TONUS_REQUEST_MS_OS_20, 0, 8, 162, data, sizeof data) == -1);
    CHECK(control(&device, 0x40, TONUS_REQUEST_START, 0, 1, 0, data, 0) == -1);
    CHECK(control(&device, 0x40, TONUS_REQUEST_STOP, 1, 0, 0, data, 0) == -1);
    CHECK(control(&device, 0x40, TONUS_REQUEST_STOP, 0, 0, 1, data, 1) == -1);
}

static void settings_are_checked(void) {
    tonus_device device = probe_device(8, TONUS_FORMAT_INT16);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, 3) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, 4) == -1);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, 0x0100) == -1);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, 3) == -1);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, TONUS_PATTERN_RAMP) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_START, 4) == -1);
    // 2000 packets a second do not fit the endpoint.
    CHECK(probe_write(&device, TONUS_REQUEST_START, 1) == -1);
    CHECK(!device.status.streaming);
    CHECK(probe_write(&device, TONUS_REQUEST_START, 3) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, 0) == -1);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, 0) == -1);
    // A refused START leaves the stream as it was.
    CHECK(probe_write(&device, TONUS_REQUEST_START, 4) == -1);
    CHECK(device.status.streaming && device.status.samples_per_packet == 3);
    CHECK(probe_write(&device, TONUS_REQUEST_STOP, 0) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_STOP, 0) == 0);

    tonus_capabilities plain = probe_capabilities(1, TONUS_FORMAT_INT16);
    const tonus_calibration calibration = probe_calibration(1);
    plain.features = 0;
    CHECK(tonus_device_init(&device, &plain, &calibration, 1));
    CHECK(probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, TONUS_PATTERN_RAMP) == -1);
}

static void the_device_chooses_at_most_500_packets_a_second(void) {
    static const uint8_t expected[4] = {1, 1, 2, 4};
    for (uint16_t rate = 0; rate < 4; rate++) {
        tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
        CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, rate) == 0);
        CHECK(probe_write(&device, TONUS_REQUEST_START, 0) == 0);
        CHECK(device.status.samples_per_packet == expected[rate]);
    }
    // Eight channels of 24 bits: two samples fill a packet, so 2000 Hz needs every frame.
    tonus_device device = probe_device(8, TONUS_FORMAT_INT24);
    CHECK(probe_write(&device, TONUS_REQUEST_SET_RATE, 3) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_START, 0) == 0);
    CHECK(device.status.samples_per_packet == 2);
}

static void a_device_that_cannot_be_is_refused(void) {
    tonus_device device;
    tonus_capabilities capabilities = probe_capabilities(2, TONUS_FORMAT_INT16);
    const tonus_calibration calibration = probe_calibration(2), other = probe_calibration(1);
    CHECK(tonus_device_init(&device, &capabilities, &calibration, 1));
    CHECK(!tonus_device_init(&device, &capabilities, &other, 1));
    capabilities.rates_hz[1] = 5;
    CHECK(!tonus_device_init(&device, &capabilities, &calibration, 1));
}

void check_requests(void) {
    pages_are_served_and_cut_to_what_was_asked();
    status_tells_time_and_temperature();
    what_is_not_in_the_protocol_stalls();
    settings_are_checked();
    the_device_chooses_at_most_500_packets_a_second();
    a_device_that_cannot_be_is_refused();
}
