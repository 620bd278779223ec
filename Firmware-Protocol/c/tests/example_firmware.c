// SPDX-License-Identifier: Apache-2.0
//
// A whole firmware, but for the registers: what its interrupt handlers and its USB stack hand to the core. Compiled by
// `make check`, so that README.md cannot drift from the header.
#include "tonus_protocol.h"

// What the board provides.
extern uint64_t board_microseconds(void);                        // one oscillator paces it and the converter
extern bool board_load_calibration(tonus_calibration *out);      // from the factory page in flash
extern uint16_t board_next_boot_id(void);                        // counted up in flash, or random
extern void board_set_rate(uint16_t hertz);                      // sets the converter's timer
extern bool board_endpoint_is_free(void);                        // endpoint 1 IN has no packet to send
extern void board_endpoint_send(const uint8_t *bytes, size_t length);
extern void board_control_send(const uint8_t *bytes, size_t length);
extern void board_control_acknowledge(void);
extern void board_control_stall(void);
extern void board_mask_interrupts(void);
extern void board_unmask_interrupts(void);

static const tonus_capabilities capabilities = {
    .firmware_major = 1,
    .channel_count = 1,
    .sample_format = TONUS_FORMAT_INT24,
    .rate_count = 2,
    .default_rate_index = 0,
    .rates_hz = {100, 1000},
    .unique_id = {0x54, 0x4F, 0x4E, 0x55, 0x53, 0x00, 0x00, 0x01}, // from the processor's own id
    .channels = {{
        .role = TONUS_ROLE_PELVIC_FLOOR,
        .position_mm = 30,
        .minimum_counts = -8388608,
        .maximum_counts = 8388607,
    }},
};

static tonus_device device;

bool firmware_start(void) {
    tonus_calibration calibration;
    if (!board_load_calibration(&calibration)) return false;
    if (!tonus_device_init(&device, &capabilities, &calibration, board_next_boot_id())) return false;
    board_set_rate(capabilities.rates_hz[device.status.rate_index]);
    return true;
}

// The endpoint is armed from both sides: when a packet has been sent, and when there is something to send again.
void firmware_endpoint_is_free(void) {
    uint8_t packet[TONUS_PACKET_CAPACITY];
    const size_t length = tonus_device_pop_packet(&device, packet);
    if (length != 0) board_endpoint_send(packet, length);
}

void firmware_conversion_done(int32_t counts) {
    tonus_device_push_sample(&device, board_microseconds(), &counts);
    if (board_endpoint_is_free()) firmware_endpoint_is_free();
}

void firmware_vendor_request(const uint8_t setup[8]) {
    uint8_t reply[TONUS_CALIBRATION_CAPACITY];
    // The core takes no lock: conversions must wait while a request changes the stream.
    board_mask_interrupts();
    const uint8_t rate_before = device.status.rate_index;
    tonus_device_set_time(&device, board_microseconds());
    const int length = tonus_device_control(&device, setup, reply, sizeof reply);
    if (device.status.rate_index != rate_before) board_set_rate(capabilities.rates_hz[device.status.rate_index]);
    board_unmask_interrupts();
    if (length < 0) {
        board_control_stall();
    } else if ((setup[0] & 0x80) != 0) {
        board_control_send(reply, (size_t)length);
    } else {
        board_control_acknowledge();
    }
}

void firmware_bus_reset_or_suspend(void) {
    board_mask_interrupts();
    tonus_device_stop(&device);
    board_unmask_interrupts();
}
