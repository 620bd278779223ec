// SPDX-License-Identifier: Apache-2.0
//
// Tonus firmware protocol 1.0: the device-side reference core.
//
// Freestanding C11: no heap, no libc calls, no floating point, one fixed-size object per device. A firmware gives it
// converted samples and control requests; it gives back packets and replies. PROTOCOL.md is normative; where this code
// and that page disagree, the page is right. All multi-byte fields on the wire are little-endian.
#ifndef TONUS_PROTOCOL_H
#define TONUS_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TONUS_PROTOCOL_MAJOR 1
#define TONUS_PROTOCOL_MINOR 0

// pid.codes' shared test id: for prototypes only, so a host also checks the interface triple and the capability magic.
#define TONUS_USB_VENDOR_ID 0x1209
#define TONUS_USB_PRODUCT_ID 0x0001
#define TONUS_USB_INTERFACE_CLASS 0xFF
#define TONUS_USB_INTERFACE_SUBCLASS 0x00
#define TONUS_USB_INTERFACE_PROTOCOL TONUS_PROTOCOL_MAJOR
#define TONUS_ENDPOINT_SAMPLES 0x81

#define TONUS_MAX_CHANNELS 8
#define TONUS_MAX_RATES 8
#define TONUS_MAX_SERIAL_LENGTH 32
#define TONUS_PACKET_CAPACITY 64
#define TONUS_PACKET_HEADER_LENGTH 14
#define TONUS_PACKET_CRC_LENGTH 2
#define TONUS_PACKET_PAYLOAD_CAPACITY 48
#define TONUS_CAPABILITIES_HEADER_LENGTH 48
#define TONUS_CAPABILITIES_CHANNEL_LENGTH 12
#define TONUS_CAPABILITIES_CAPACITY \
    (TONUS_CAPABILITIES_HEADER_LENGTH + TONUS_MAX_CHANNELS * TONUS_CAPABILITIES_CHANNEL_LENGTH + 4)
#define TONUS_CALIBRATION_HEADER_LENGTH 16
#define TONUS_CALIBRATION_CHANNEL_LENGTH 24
#define TONUS_CALIBRATION_CAPACITY \
    (TONUS_CALIBRATION_HEADER_LENGTH + TONUS_MAX_CHANNELS * TONUS_CALIBRATION_CHANNEL_LENGTH + 4)
#define TONUS_STATUS_LENGTH 32
// Packets kept while the host does not poll; the oldest go first and are reported as an overrun.
#ifndef TONUS_FIFO_PACKETS
#define TONUS_FIFO_PACKETS 16
#endif

#define TONUS_CAPABILITIES_MAGIC 0x53554E54u /* "TNUS" */
#define TONUS_CALIBRATION_MAGIC 0x4C414354u  /* "TCAL" */

// Vendor requests, recipient device. bmRequestType is 0xC0 (IN) or 0x40 (OUT).
enum tonus_request {
    TONUS_REQUEST_GET_CAPABILITIES = 0x01,
    TONUS_REQUEST_GET_CALIBRATION = 0x02,
    TONUS_REQUEST_GET_STATUS = 0x03,
    TONUS_REQUEST_START = 0x04,            // wValue: samples per packet, 0 = the device chooses
    TONUS_REQUEST_STOP = 0x05,
    TONUS_REQUEST_SET_RATE = 0x06,         // wValue: index into the rate table
    TONUS_REQUEST_SET_TEST_PATTERN = 0x07, // wValue: enum tonus_test_pattern
    TONUS_REQUEST_MS_OS_20 = 0x20,         // wIndex: 7, Microsoft OS 2.0 descriptor set
};

enum tonus_packet_type {
    TONUS_PACKET_SAMPLES = 0x01,
};

enum tonus_packet_flag {
    TONUS_FLAG_OVERRUN = 1 << 0,      // samples were lost in the device just before this packet
    TONUS_FLAG_CLIPPED = 1 << 1,      // at least one count is at the converter's limit
    TONUS_FLAG_TEST_PATTERN = 1 << 2, // counts come from the pattern generator, not the sensor
    TONUS_FLAG_FIRST = 1 << 3,        // first packet after START
    TONUS_FLAG_SIMULATED = 1 << 4,    // no body and no sensor are involved
};

enum tonus_sample_format {
    TONUS_FORMAT_INT16 = 0,
    TONUS_FORMAT_INT24 = 1,
};

enum tonus_test_pattern {
    TONUS_PATTERN_OFF = 0,
    TONUS_PATTERN_RAMP = 1,    // channel c of sample n since START: (n + 1000 * c) modulo 2^15
    TONUS_PATTERN_EXTREMES = 2 // sample n even: the channel's minimum; odd: its maximum
};

enum tonus_channel_role {
    TONUS_ROLE_PELVIC_FLOOR = 1,
    TONUS_ROLE_ABDOMINAL = 2,    // rectal or other measure of intra-abdominal pressure
    TONUS_ROLE_ARRAY_ELEMENT = 3 // one sensor of several along the probe
};

enum tonus_feature {
    TONUS_FEATURE_TEST_PATTERN = 1 << 0,
    TONUS_FEATURE_TEMPERATURE = 1 << 1,
    TONUS_FEATURE_SIMULATED = 1 << 2,
};

typedef struct {
    uint8_t role;           // enum tonus_channel_role
    uint8_t position_mm;    // sensor centre from the probe's tip; 255 = not stated
    int32_t minimum_counts; // converter limits: at or beyond them a sample is clipped
    int32_t maximum_counts;
} tonus_channel;

typedef struct {
    uint8_t firmware_major, firmware_minor, firmware_patch;
    uint8_t hardware_revision;
    uint32_t features; // enum tonus_feature
    uint8_t channel_count;
    uint8_t sample_format; // enum tonus_sample_format
    uint8_t rate_count;
    uint8_t default_rate_index;
    uint16_t rates_hz[TONUS_MAX_RATES];
    uint8_t unique_id[8];
    tonus_channel channels[TONUS_MAX_CHANNELS];
} tonus_capabilities;

// Gains are IEEE 754 binary64 on the wire; a firmware stores and returns their eight bytes untouched.
typedef struct {
    uint64_t gain_bits;                    // cmH2O per count
    uint64_t offset_bits;                  // cmH2O at zero counts and at the calibration temperature
    uint64_t temperature_coefficient_bits; // cmH2O per kelvin
} tonus_channel_calibration;

typedef struct {
    uint32_t date_days; // days since 1970-01-01
    int16_t temperature_centidegrees;
    uint8_t channel_count;
    tonus_channel_calibration channels[TONUS_MAX_CHANNELS];
} tonus_calibration;

typedef struct {
    uint8_t major, minor;
    uint8_t type;
    uint8_t flags;
    uint8_t channel_count;
    uint8_t sample_format;
    uint8_t sample_count;
    uint8_t rate_index;
    uint16_t sequence;
    uint16_t boot_id;
    uint32_t first_sample_us;
    int32_t counts[TONUS_PACKET_PAYLOAD_CAPACITY / 2]; // sample-major: all channels of the first sample, then the next
} tonus_packet;

typedef struct {
    bool streaming;
    uint8_t rate_index;
    uint8_t samples_per_packet;
    uint8_t test_pattern;
    uint16_t boot_id;
    uint16_t next_sequence;
    uint64_t now_us;
    uint32_t packets_sent;
    uint32_t samples_lost;
    int16_t temperature_centidegrees; // INT16_MIN = not measured
    uint8_t fifo_packets;
} tonus_status;

enum tonus_decode_result {
    TONUS_DECODE_OK = 0,
    TONUS_DECODE_LENGTH = -1,   // shorter than a header or other than the header says
    TONUS_DECODE_CRC = -2,
    TONUS_DECODE_VERSION = -3,  // other major version
    TONUS_DECODE_TYPE = -4,     // unknown type: skip, it is not an error of the device
    TONUS_DECODE_CONTENTS = -5, // reserved bits set, or counts that cannot be
};

// CRC-16/IBM-3740 (poly 0x1021, init 0xFFFF, no reflection, no final xor); "123456789" gives 0x29B1.
uint16_t tonus_crc16(const uint8_t *bytes, size_t length);
// CRC-32/ISO-HDLC; "123456789" gives 0xCBF43926.
uint32_t tonus_crc32(const uint8_t *bytes, size_t length);

// Writes one packet. Returns its length, or 0 where the fields cannot be encoded.
size_t tonus_packet_encode(const tonus_packet *packet, uint8_t out[TONUS_PACKET_CAPACITY]);
enum tonus_decode_result tonus_packet_decode(const uint8_t *bytes, size_t length, tonus_packet *out);

// Pages carry a CRC-32 over all before it. Encoders return the length, or 0 where the contents are out of range.
size_t tonus_capabilities_encode(const tonus_capabilities *capabilities, uint8_t out[TONUS_CAPABILITIES_CAPACITY]);
size_t tonus_calibration_encode(const tonus_calibration *calibration, uint8_t out[TONUS_CALIBRATION_CAPACITY]);
size_t tonus_status_encode(const tonus_status *status, uint8_t out[TONUS_STATUS_LENGTH]);

// How many samples a packet can hold; 0 where the arguments are out of range.
uint8_t tonus_samples_per_packet_limit(uint8_t channel_count, uint8_t sample_format);

typedef struct {
    tonus_capabilities capabilities;
    tonus_calibration calibration;
    tonus_status status;
    uint8_t flags_pending;
    tonus_packet building;
    uint32_t pattern_sample;
    uint8_t fifo[TONUS_FIFO_PACKETS][TONUS_PACKET_CAPACITY];
    uint8_t fifo_length[TONUS_FIFO_PACKETS];
    uint8_t fifo_head, fifo_count;
} tonus_device;

// Puts a device in its state after power-up. `boot_id` must differ from that of the boot before. Returns false where the
// capabilities or the calibration cannot be encoded.
bool tonus_device_init(tonus_device *device, const tonus_capabilities *capabilities,
                       const tonus_calibration *calibration, uint16_t boot_id);

// Answers one vendor control request. `data` receives an IN reply of at most `capacity` bytes. Returns the reply's length
// (0 for OUT requests), or -1 to STALL.
int tonus_device_control(tonus_device *device, const uint8_t setup[8], uint8_t *data, size_t capacity);

// Takes one converted sample (one count per channel) with its conversion instant. Does nothing unless streaming.
void tonus_device_push_sample(tonus_device *device, uint64_t now_us, const int32_t *counts);

// The interrupt endpoint was polled. Returns the packet's length, or 0 to answer NAK.
size_t tonus_device_pop_packet(tonus_device *device, uint8_t out[TONUS_PACKET_CAPACITY]);

// Reports the temperature for GET_STATUS, in hundredths of a degree Celsius.
void tonus_device_set_temperature(tonus_device *device, int16_t centidegrees);

#ifdef __cplusplus
}
#endif
#endif
