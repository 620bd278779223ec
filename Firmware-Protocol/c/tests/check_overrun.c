// SPDX-License-Identifier: Apache-2.0
#include "check.h"
#include "probe.h"

// Decodes, so that a checksum that was not renewed with the flags would be seen.
static bool pop(tonus_device *device, tonus_packet *out) {
    uint8_t bytes[TONUS_PACKET_CAPACITY];
    const size_t length = tonus_device_pop_packet(device, bytes);
    return length != 0 && tonus_packet_decode(bytes, length, out) == TONUS_DECODE_OK;
}

static void a_full_fifo_loses_nothing(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 2);
    probe_push(&device, 0, 2 * TONUS_FIFO_PACKETS);
    for (int i = 0; i < TONUS_FIFO_PACKETS; i++) {
        CHECK(pop(&device, &packet) && packet.sequence == i);
        CHECK(packet.flags == (i == 0 ? TONUS_FLAG_FIRST : 0));
    }
    CHECK(!pop(&device, &packet) && device.status.samples_lost == 0);
}

static void the_oldest_go_and_the_first_after_the_hole_says_so(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 2);
    probe_push(&device, 0, 2);
    CHECK(pop(&device, &packet) && packet.flags == TONUS_FLAG_FIRST);
    probe_push(&device, 2, 2 * (TONUS_FIFO_PACKETS + 3));
    CHECK(device.status.samples_lost == 6);
    CHECK(pop(&device, &packet) && packet.flags == TONUS_FLAG_OVERRUN);
    CHECK(packet.sequence == 4 && packet.counts[0] == 8 && packet.first_sample_us == 8000);
    for (int i = 1; i < TONUS_FIFO_PACKETS; i++) CHECK(pop(&device, &packet) && packet.flags == 0);
    CHECK(!pop(&device, &packet));
}

static void two_holes_are_told_apart(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 1);
    probe_push(&device, 0, TONUS_FIFO_PACKETS + 1);
    CHECK(pop(&device, &packet) && packet.sequence == 1);
    probe_push(&device, 100, 2);
    CHECK(pop(&device, &packet) && packet.sequence == 3 && packet.flags == TONUS_FLAG_OVERRUN);
    CHECK(pop(&device, &packet) && packet.sequence == 4 && packet.flags == 0);
    CHECK(device.status.samples_lost == 2);
}

static void first_survives_an_overrun(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 1);
    probe_push(&device, 0, TONUS_FIFO_PACKETS + 1);
    CHECK(pop(&device, &packet) && packet.flags == (TONUS_FLAG_FIRST | TONUS_FLAG_OVERRUN));
}

static void an_overrun_does_not_outlive_stop(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 1);
    probe_push(&device, 0, TONUS_FIFO_PACKETS + 1);
    tonus_device_stop(&device);
    probe_write(&device, TONUS_REQUEST_START, 1);
    probe_push(&device, 0, 1);
    CHECK(pop(&device, &packet) && packet.flags == TONUS_FLAG_FIRST);
}

void check_overrun(void) {
    a_full_fifo_loses_nothing();
    the_oldest_go_and_the_first_after_the_hole_says_so();
    two_holes_are_told_apart();
    first_survives_an_overrun();
    an_overrun_does_not_outlive_stop();
}
