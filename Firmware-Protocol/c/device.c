// SPDX-License-Identifier: Apache-2.0
//
// The device's behaviour: control requests in, packets out, with a bounded FIFO that drops its oldest packet.
#include "format.h"
#include "tonus_protocol.h"
#include "wire.h"

bool tonus_device_init(tonus_device *device, const tonus_capabilities *capabilities,
                       const tonus_calibration *calibration, uint16_t boot_id) {
    uint8_t page[TONUS_CALIBRATION_CAPACITY];
    *device = (tonus_device){0};
    device->capabilities = *capabilities;
    device->capabilities.protocol_minor = TONUS_PROTOCOL_MINOR;
    device->capabilities.fifo_packets = TONUS_FIFO_PACKETS;
    device->calibration = *calibration;
    device->status.protocol_minor = TONUS_PROTOCOL_MINOR;
    device->status.rate_index = capabilities->default_rate_index;
    device->status.boot_id = boot_id;
    device->status.temperature_centidegrees = TONUS_TEMPERATURE_NOT_MEASURED;
    return capabilities->channel_count == calibration->channel_count
        && tonus_capabilities_encode(&device->capabilities, page) != 0
        && tonus_calibration_encode(calibration, page) != 0;
}

static bool has_feature(const tonus_device *device, uint32_t feature) {
    return (device->capabilities.features & feature) != 0;
}

void tonus_device_stop(tonus_device *device) {
    device->status.streaming = false;
    device->status.samples_per_packet = 0;
    device->building.sample_count = 0;
    device->flags_pending = 0;
    device->fifo_count = 0;
}

// The smallest packets that stay within the preferred rate: latency matters, but so does sleep.
static uint16_t preferred_samples_per_packet(uint16_t rate_hz, uint16_t limit) {
    const uint16_t count =
        (uint16_t)((rate_hz + TONUS_PREFERRED_PACKETS_PER_SECOND - 1) / TONUS_PREFERRED_PACKETS_PER_SECOND);
    return count < limit ? count : limit;
}

static bool start(tonus_device *device, uint16_t samples_per_packet) {
    const tonus_capabilities *capabilities = &device->capabilities;
    const uint16_t rate_hz = capabilities->rates_hz[device->status.rate_index];
    const uint16_t limit = tonus_samples_per_packet_limit(capabilities->channel_count, capabilities->sample_format);
    if (samples_per_packet == 0) samples_per_packet = preferred_samples_per_packet(rate_hz, limit);
    if (samples_per_packet > limit) return false;
    if (rate_hz > (uint32_t)samples_per_packet * TONUS_MAX_PACKETS_PER_SECOND) return false;
    tonus_device_stop(device);
    device->status.streaming = true;
    device->status.samples_per_packet = (uint8_t)samples_per_packet;
    device->flags_pending = TONUS_FLAG_FIRST;
    device->pattern_sample = 0;
    return true;
}

static bool set_rate(tonus_device *device, uint16_t index) {
    if (device->status.streaming || index >= device->capabilities.rate_count) return false;
    device->status.rate_index = (uint8_t)index;
    return true;
}

static bool set_test_pattern(tonus_device *device, uint16_t pattern) {
    if (device->status.streaming || pattern > TONUS_PATTERN_EXTREMES) return false;
    if (!has_feature(device, TONUS_FEATURE_TEST_PATTERN)) return false;
    device->status.test_pattern = (uint8_t)pattern;
    return true;
}

static int reply(uint8_t *data, size_t capacity, uint16_t requested, const uint8_t *bytes, size_t length) {
    if (length > requested) length = requested;
    if (length > capacity) length = capacity;
    tonus_copy(data, bytes, length);
    return (int)length;
}

static int read_request(tonus_device *device, uint8_t request, uint8_t *data, size_t capacity, uint16_t requested) {
    uint8_t page[TONUS_CALIBRATION_CAPACITY];
    size_t length;
    switch (request) {
    case TONUS_REQUEST_GET_CAPABILITIES:
        length = tonus_capabilities_encode(&device->capabilities, page);
        break;
    case TONUS_REQUEST_GET_CALIBRATION:
        length = tonus_calibration_encode(&device->calibration, page);
        break;
    case TONUS_REQUEST_GET_STATUS:
        device->status.fifo_packets = device->fifo_count;
        length = tonus_status_encode(&device->status, page);
        break;
    default:
        return -1;
    }
    return length == 0 ? -1 : reply(data, capacity, requested, page, length);
}

static bool write_request(tonus_device *device, uint8_t request, uint16_t value) {
    switch (request) {
    case TONUS_REQUEST_START:
        return start(device, value);
    case TONUS_REQUEST_STOP:
        if (value != 0) return false;
        tonus_device_stop(device);
        return true;
    case TONUS_REQUEST_SET_RATE:
        return set_rate(device, value);
    case TONUS_REQUEST_SET_TEST_PATTERN:
        return set_test_pattern(device, value);
    default:
        return false;
    }
}

int tonus_device_control(tonus_device *device, const uint8_t setup[8], uint8_t *data, size_t capacity) {
    const uint8_t request_type = setup[0], request = setup[1];
    const uint16_t value = tonus_get16(setup + 2), index = tonus_get16(setup + 4), length = tonus_get16(setup + 6);
    if (request_type == 0xC0 && value == 0) {
        if (request == TONUS_REQUEST_MS_OS_20) {
            if (index != TONUS_MS_OS_20_DESCRIPTOR_INDEX) return -1;
            return reply(data, capacity, length, tonus_ms_os_20_descriptor_set, TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH);
        }
        if (index == 0) return read_request(device, request, data, capacity, length);
    }
    if (request_type == 0x40 && index == 0 && length == 0) return write_request(device, request, value) ? 0 : -1;
    return -1;
}

// The oldest packet goes: what is newest matters most to someone who watches. Its own flags must not go with it.
static void drop_oldest(tonus_device *device) {
    device->status.samples_lost += device->fifo[device->fifo_head][12];
    device->fifo_head = (uint8_t)((device->fifo_head + 1) % TONUS_FIFO_PACKETS);
    device->fifo_count--;
    device->flags_pending |= TONUS_FLAG_OVERRUN;
}

static void finish_packet(tonus_device *device) {
    if (device->fifo_count == TONUS_FIFO_PACKETS) drop_oldest(device);
    const unsigned tail = ((unsigned)device->fifo_head + device->fifo_count) % TONUS_FIFO_PACKETS;
    device->fifo_length[tail] = (uint8_t)tonus_packet_encode(&device->building, device->fifo[tail]);
    device->fifo_count++;
    device->status.next_sequence++;
    device->building.sample_count = 0;
}

static void begin_packet(tonus_device *device, uint64_t now_us) {
    tonus_packet *packet = &device->building;
    packet->major = TONUS_PROTOCOL_MAJOR;
    packet->minor = TONUS_PROTOCOL_MINOR;
    packet->type = TONUS_PACKET_SAMPLES;
    packet->flags = 0;
    if (device->status.test_pattern != TONUS_PATTERN_OFF) packet->flags |= TONUS_FLAG_TEST_PATTERN;
    if (has_feature(device, TONUS_FEATURE_SIMULATED)) packet->flags |= TONUS_FLAG_SIMULATED;
    packet->channel_count = device->capabilities.channel_count;
    packet->sample_format = device->capabilities.sample_format;
    packet->rate_index = device->status.rate_index;
    packet->sequence = device->status.next_sequence;
    packet->boot_id = device->status.boot_id;
    packet->first_sample_us = (uint32_t)now_us;
}

static int32_t pattern_count(const tonus_device *device, int channel, int32_t measured) {
    const uint32_t sample = device->pattern_sample;
    switch (device->status.test_pattern) {
    case TONUS_PATTERN_RAMP:
        return (int32_t)((sample + 1000u * (uint32_t)channel) & 0x7FFF);
    case TONUS_PATTERN_EXTREMES:
        return sample & 1 ? device->capabilities.channels[channel].maximum_counts
                          : device->capabilities.channels[channel].minimum_counts;
    default:
        return measured;
    }
}

void tonus_device_push_sample(tonus_device *device, uint64_t now_us, const int32_t *counts) {
    device->status.now_us = now_us;
    if (!device->status.streaming) return;
    tonus_packet *packet = &device->building;
    if (packet->sample_count == 0) begin_packet(device, now_us);
    const uint8_t format = packet->sample_format;
    int32_t *to = &packet->counts[packet->sample_count * packet->channel_count];
    for (int c = 0; c < packet->channel_count; c++) {
        int32_t count = pattern_count(device, c, counts[c]);
        if (count < tonus_format_minimum(format)) count = tonus_format_minimum(format);
        if (count > tonus_format_maximum(format)) count = tonus_format_maximum(format);
        const tonus_channel *channel = &device->capabilities.channels[c];
        if (count <= channel->minimum_counts || count >= channel->maximum_counts) packet->flags |= TONUS_FLAG_CLIPPED;
        to[c] = count;
    }
    packet->sample_count++;
    device->pattern_sample++;
    if (packet->sample_count >= device->status.samples_per_packet) finish_packet(device);
}

size_t tonus_device_pop_packet(tonus_device *device, uint8_t out[TONUS_PACKET_CAPACITY]) {
    if (device->fifo_count == 0) return 0;
    const size_t length = device->fifo_length[device->fifo_head];
    tonus_copy(out, device->fifo[device->fifo_head], length);
    device->fifo_head = (uint8_t)((device->fifo_head + 1) % TONUS_FIFO_PACKETS);
    device->fifo_count--;
    device->status.packets_sent++;
    if (device->flags_pending != 0) {
        out[2] |= device->flags_pending;
        device->flags_pending = 0;
        tonus_put16(out + length - TONUS_PACKET_CRC_LENGTH, tonus_crc16(out, length - TONUS_PACKET_CRC_LENGTH));
    }
    return length;
}

void tonus_device_set_time(tonus_device *device, uint64_t now_us) { device->status.now_us = now_us; }

void tonus_device_set_temperature(tonus_device *device, int16_t centidegrees) {
    device->status.temperature_centidegrees = centidegrees;
}
