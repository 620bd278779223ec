// SPDX-License-Identifier: Apache-2.0
#include "render.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tonus_protocol.h"

static void append(char out[RENDER_CAPACITY], const char *format, ...) {
    const size_t used = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, RENDER_CAPACITY - used, format, arguments);
    va_end(arguments);
}

static const char *fault_name(enum tonus_decode_result result) {
    switch (result) {
    case TONUS_DECODE_OK: return "none";
    case TONUS_DECODE_LENGTH: return "length";
    case TONUS_DECODE_CRC: return "checksum";
    case TONUS_DECODE_VERSION: return "version";
    case TONUS_DECODE_TYPE: return "type";
    case TONUS_DECODE_CONTENTS: return "contents";
    case TONUS_DECODE_MAGIC: return "magic";
    }
    return "?";
}

static const char *format_name(uint8_t format) { return format == TONUS_FORMAT_INT24 ? "int24" : "int16"; }

static void packet(char *out, const tonus_packet *p) {
    append(out, " ok minor=%u flags=0x%02x channels=%u format=%s", p->minor, p->flags, p->channel_count,
           format_name(p->sample_format));
    append(out, " rate=%u sequence=%u boot=%u time=%" PRIu32 " counts=", p->rate_index, p->sequence, p->boot_id,
           p->first_sample_us);
    for (int i = 0; i < p->sample_count * p->channel_count; i++) {
        append(out, "%s%" PRId32, i == 0 ? "" : i % p->channel_count == 0 ? "/" : ",", p->counts[i]);
    }
}

static void capabilities(char *out, const tonus_capabilities *c) {
    append(out, " ok minor=%u firmware=%u.%u.%u hardware=%u features=0x%" PRIx32 " format=%s rates=", c->protocol_minor,
           c->firmware_major, c->firmware_minor, c->firmware_patch, c->hardware_revision, c->features,
           format_name(c->sample_format));
    for (int i = 0; i < c->rate_count; i++) append(out, "%s%u", i == 0 ? "" : ",", c->rates_hz[i]);
    append(out, " default=%u id=", c->default_rate_index);
    for (int i = 0; i < 8; i++) append(out, "%02x", c->unique_id[i]);
    append(out, " fifo=%u channels=", c->fifo_packets);
    for (int i = 0; i < c->channel_count; i++) {
        const tonus_channel *channel = &c->channels[i];
        append(out, "%s%u:%u:%" PRId32 ":%" PRId32, i == 0 ? "" : "/", channel->role, channel->position_mm,
               channel->minimum_counts, channel->maximum_counts);
    }
}

static void calibration(char *out, const tonus_calibration *c) {
    append(out, " ok days=%" PRIu32 " temperature=%d channels=", c->date_days, c->temperature_centidegrees);
    for (int i = 0; i < c->channel_count; i++) {
        const tonus_channel_calibration *channel = &c->channels[i];
        append(out, "%s%016" PRIx64 ":%016" PRIx64 ":%016" PRIx64, i == 0 ? "" : "/", channel->gain_bits,
               channel->offset_bits, channel->temperature_coefficient_bits);
    }
}

static void status(char *out, const tonus_status *s) {
    append(out, " ok minor=%u streaming=%d rate=%u samples=%u pattern=%u boot=%u sequence=%u temperature=%d",
           s->protocol_minor, s->streaming, s->rate_index, s->samples_per_packet, s->test_pattern, s->boot_id,
           s->next_sequence, s->temperature_centidegrees);
    append(out, " sent=%" PRIu32 " time=%" PRIu64 " lost=%" PRIu32 " fifo=%u", s->packets_sent, s->now_us,
           s->samples_lost, s->fifo_packets);
}

int render(const char *kind, const char *name, const uint8_t *bytes, size_t length, char out[RENDER_CAPACITY]) {
    enum tonus_decode_result result;
    out[0] = 0;
    append(out, "%s %s", kind, name);
    if (strcmp(kind, "packet") == 0) {
        tonus_packet decoded;
        result = tonus_packet_decode(bytes, length, &decoded);
        if (result == TONUS_DECODE_OK) packet(out, &decoded);
    } else if (strcmp(kind, "capabilities") == 0) {
        tonus_capabilities decoded;
        result = tonus_capabilities_decode(bytes, length, &decoded);
        if (result == TONUS_DECODE_OK) capabilities(out, &decoded);
    } else if (strcmp(kind, "calibration") == 0) {
        tonus_calibration decoded;
        result = tonus_calibration_decode(bytes, length, &decoded);
        if (result == TONUS_DECODE_OK) calibration(out, &decoded);
    } else if (strcmp(kind, "status") == 0) {
        tonus_status decoded;
        result = tonus_status_decode(bytes, length, &decoded);
        if (result == TONUS_DECODE_OK) status(out, &decoded);
    } else {
        return 0;
    }
    if (result != TONUS_DECODE_OK) append(out, " fault=%s", fault_name(result));
    append(out, " hex=");
    for (size_t i = 0; i < length; i++) append(out, "%02x", bytes[i]);
    return 1;
}
