// SPDX-License-Identifier: Apache-2.0
#include "check.h"
#include "probe.h"

static bool pop(tonus_device *device, tonus_packet *out) {
    uint8_t bytes[TONUS_PACKET_CAPACITY];
    const size_t length = tonus_device_pop_packet(device, bytes);
    return length != 0 && tonus_packet_decode(bytes, length, out) == TONUS_DECODE_OK;
}

static void nothing_leaves_a_stopped_device(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_push(&device, 0, 100);
    CHECK(!pop(&device, &packet));
    CHECK(device.status.now_us == 99000);
}

static void samples_arrive_in_order_with_the_time_of_the_first(void) {
    tonus_device device = probe_device(3, TONUS_FORMAT_INT24);
    tonus_packet packet;
    CHECK(probe_write(&device, TONUS_REQUEST_START, 4) == 0);
    probe_push(&device, 10, 11);
    CHECK(pop(&device, &packet));
    CHECK(packet.flags == TONUS_FLAG_FIRST && packet.sequence == 0 && packet.sample_count == 4);
    CHECK(packet.first_sample_us == 10000 && packet.rate_index == 2 && packet.boot_id == 0xB001);
    for (int s = 0; s < 4; s++) {
        for (int c = 0; c < 3; c++) CHECK(packet.counts[3 * s + c] == 10 + s + 100 * c);
    }
    CHECK(pop(&device, &packet) && packet.flags == 0 && packet.sequence == 1 && packet.first_sample_us == 14000);
    CHECK(!pop(&device, &packet));
    CHECK(device.status.packets_sent == 2);
}

static void device_time_wraps_at_32_bits(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    const int32_t count = 5;
    CHECK(probe_write(&device, TONUS_REQUEST_START, 1) == 0);
    tonus_device_push_sample(&device, 0x1FFFFFFFFu, &count);
    tonus_device_push_sample(&device, 0x2000003E7u, &count);
    CHECK(pop(&device, &packet) && packet.first_sample_us == 0xFFFFFFFFu);
    CHECK(pop(&device, &packet) && packet.first_sample_us == 0x3E7);
}

static void the_sequence_goes_on_over_stop_and_start_and_wraps(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    device.status.next_sequence = 0xFFFF;
    CHECK(probe_write(&device, TONUS_REQUEST_START, 1) == 0);
    probe_push(&device, 0, 1);
    CHECK(pop(&device, &packet) && packet.sequence == 0xFFFF);
    CHECK(probe_write(&device, TONUS_REQUEST_STOP, 0) == 0);
    CHECK(probe_write(&device, TONUS_REQUEST_START, 1) == 0);
    probe_push(&device, 1, 1);
    CHECK(pop(&device, &packet) && packet.sequence == 0 && packet.flags == TONUS_FLAG_FIRST);
}

static void stop_discards_what_was_not_taken(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    CHECK(probe_write(&device, TONUS_REQUEST_START, 2) == 0);
    probe_push(&device, 0, 7);
    CHECK(device.fifo_count == 3);
    CHECK(probe_write(&device, TONUS_REQUEST_STOP, 0) == 0);
    CHECK(!pop(&device, &packet));
    CHECK(probe_write(&device, TONUS_REQUEST_START, 2) == 0);
    probe_push(&device, 100, 2);
    CHECK(pop(&device, &packet) && packet.counts[0] == 100 && packet.sequence == 3);
    CHECK(packet.flags == TONUS_FLAG_FIRST && device.status.samples_lost == 0);
}

static void start_while_streaming_starts_afresh(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    tonus_packet packet;
    CHECK(probe_write(&device, TONUS_REQUEST_START, 2) == 0);
    probe_push(&device, 0, 3);
    CHECK(probe_write(&device, TONUS_REQUEST_START, 3) == 0);
    CHECK(!pop(&device, &packet));
    probe_push(&device, 50, 3);
    CHECK(pop(&device, &packet) && packet.sample_count == 3 && packet.counts[0] == 50);
    CHECK(packet.flags == TONUS_FLAG_FIRST && packet.sequence == 1);
}

static void status_follows_the_stream(void) {
    tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
    uint8_t data[TONUS_STATUS_LENGTH];
    tonus_packet packet;
    tonus_status status;
    probe_write(&device, TONUS_REQUEST_START, 2);
    probe_push(&device, 0, 7);
    CHECK(pop(&device, &packet));
    CHECK(probe_read(&device, TONUS_REQUEST_GET_STATUS, data, 32) == 32);
    CHECK(tonus_status_decode(data, 32, &status) == TONUS_DECODE_OK);
    CHECK(status.streaming && status.samples_per_packet == 2 && status.fifo_packets == 2);
    CHECK(status.packets_sent == 1 && status.next_sequence == 3 && status.now_us == 6000);
    probe_write(&device, TONUS_REQUEST_STOP, 0);
    CHECK(probe_read(&device, TONUS_REQUEST_GET_STATUS, data, 32) == 32);
    CHECK(tonus_status_decode(data, 32, &status) == TONUS_DECODE_OK);
    CHECK(!status.streaming && status.samples_per_packet == 0 && status.fifo_packets == 0);
    CHECK(status.packets_sent == 1 && status.next_sequence == 3);
}

static void counts_are_saturated_and_marked(void) {
    static const struct {
        int32_t pushed, sent;
        bool clipped;
    } cases[] = {
        {32766, 32766, false}, {32767, 32767, true},   {40000, 32767, true},   {2000000000, 32767, true},
        {-32766, -32766, false}, {-32767, -32767, true}, {-40000, -32768, true}, {INT32_MIN, -32768, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tonus_device device = probe_device(1, TONUS_FORMAT_INT16);
        tonus_packet packet;
        probe_write(&device, TONUS_REQUEST_START, 1);
        tonus_device_push_sample(&device, 0, &cases[i].pushed);
        CHECK(pop(&device, &packet) && packet.counts[0] == cases[i].sent);
        CHECK(((packet.flags & TONUS_FLAG_CLIPPED) != 0) == cases[i].clipped);
    }
}

static void clipping_marks_its_own_packet_alone(void) {
    tonus_device device = probe_device(2, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_START, 2);
    tonus_device_push_sample(&device, 0, (int32_t[]){1, 2});
    tonus_device_push_sample(&device, 1000, (int32_t[]){1, 32767});
    tonus_device_push_sample(&device, 2000, (int32_t[]){1, 2});
    tonus_device_push_sample(&device, 3000, (int32_t[]){1, 2});
    CHECK(pop(&device, &packet) && packet.flags == (TONUS_FLAG_FIRST | TONUS_FLAG_CLIPPED));
    CHECK(pop(&device, &packet) && packet.flags == 0);
}

static void patterns_are_what_the_page_says(void) {
    tonus_device device = probe_device(3, TONUS_FORMAT_INT16);
    tonus_packet packet;
    probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, TONUS_PATTERN_RAMP);
    probe_write(&device, TONUS_REQUEST_START, 8);
    device.pattern_sample = 32764;
    probe_push(&device, 0, 8);
    CHECK(pop(&device, &packet) && packet.flags == (TONUS_FLAG_FIRST | TONUS_FLAG_TEST_PATTERN | TONUS_FLAG_CLIPPED));
    for (int s = 0; s < 8; s++) {
        for (int c = 0; c < 3; c++) CHECK(packet.counts[3 * s + c] == (32764 + s + 1000 * c) % 32768);
    }
    probe_write(&device, TONUS_REQUEST_STOP, 0);
    probe_write(&device, TONUS_REQUEST_SET_TEST_PATTERN, TONUS_PATTERN_EXTREMES);
    probe_write(&device, TONUS_REQUEST_START, 2);
    probe_push(&device, 0, 1);
    // A new start begins the pattern anew.
    probe_write(&device, TONUS_REQUEST_START, 2);
    probe_push(&device, 0, 2);
    CHECK(pop(&device, &packet) && packet.counts[0] == -32767 && packet.counts[3] == 32767);
    CHECK((packet.flags & TONUS_FLAG_CLIPPED) != 0);
}

static void a_simulated_device_says_so_in_every_packet(void) {
    tonus_device device;
    tonus_packet packet;
    tonus_capabilities capabilities = probe_capabilities(1, TONUS_FORMAT_INT16);
    const tonus_calibration calibration = probe_calibration(1);
    capabilities.features = TONUS_FEATURE_SIMULATED;
    CHECK(tonus_device_init(&device, &capabilities, &calibration, 1));
    probe_write(&device, TONUS_REQUEST_START, 1);
    probe_push(&device, 0, 2);
    CHECK(pop(&device, &packet) && packet.flags == (TONUS_FLAG_FIRST | TONUS_FLAG_SIMULATED));
    CHECK(pop(&device, &packet) && packet.flags == TONUS_FLAG_SIMULATED);
}

void check_streaming(void) {
    nothing_leaves_a_stopped_device();
    samples_arrive_in_order_with_the_time_of_the_first();
    device_time_wraps_at_32_bits();
    the_sequence_goes_on_over_stop_and_start_and_wraps();
    stop_discards_what_was_not_taken();
    start_while_streaming_starts_afresh();
    status_follows_the_stream();
    counts_are_saturated_and_marked();
    clipping_marks_its_own_packet_alone();
    patterns_are_what_the_page_says();
    a_simulated_device_says_so_in_every_packet();
}
