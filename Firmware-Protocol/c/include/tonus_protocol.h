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
#define TONUS_CALIBRATION_FORMAT 1
#define TONUS_STATUS_LENGTH 32
#define TONUS_POSITION_NOT_STATED 255
#define TONUS_TEMPERATURE_NOT_MEASURED INT16_MIN
// Sampling rates that a device may offer, samples per second and channel.
#define TONUS_MIN_RATE_HZ 20
#define TONUS_MAX_RATE_HZ 2000
// One packet a full-speed frame is all that the endpoint can carry; the device aims for half of it.
#define TONUS_MAX_PACKETS_PER_SECOND 1000
#define TONUS_PREFERRED_PACKETS_PER_SECOND 500
// Packets kept while the host does not poll; the oldest go first and are reported as an overrun.
#ifndef TONUS_FIFO_PACKETS
#define TONUS_FIFO_PACKETS 16
#endif
#if TONUS_FIFO_PACKETS < 2 || TONUS_FIFO_PACKETS > 255
#error "TONUS_FIFO_PACKETS must be 2 to 255"
#endif

#define TONUS_CAPABILITIES_MAGIC 0x53554E54u /* "TNUS" */
#define TONUS_CALIBRATION_MAGIC 0x4C414354u  /* "TCAL" */

// Vendor requests, recipient device. bmRequestType is 0xC0 (IN) or 0x40 (OUT).
enum tonus_request {
    TONUS_REQUEST_GET_CAPABILITIES = 0x01,
    TONUS_REQUEST_GET_CALIBRATION = 0x02,
    TONUS_REQUEST_GET_STATUS = 0x03,
    TONUS_REQUEST_START = 0x04,            // wValue: sample instants per packet, 0 = the device chooses
    TONUS_REQUEST_STOP = 0x05,
    TONUS_REQUEST_SET_RATE = 0x06,         // wValue: index into the rate table
    TONUS_REQUEST_SET_TEST_PATTERN = 0x07, // wValue: enum tonus_test_pattern
    TONUS_REQUEST_MS_OS_20 = 0x20,         // wIndex: 7, Microsoft OS 2.0 descriptor set
};

enum tonus_packet_type {
    TONUS_PACKET_SAMPLES = 0x01,
};

enum tonus_packet_flag {
    TONUS_FLAG_OVERRUN = 1 << 0,      // packets were lost in the device just before this one
    TONUS_FLAG_CLIPPED = 1 << 1,      // at least one count is at the converter's limit
    TONUS_FLAG_TEST_PATTERN = 1 << 2, // counts come from the pattern generator, not the sensor
    TONUS_FLAG_FIRST = 1 << 3,        // first packet to leave the device after START
    TONUS_FLAG_SIMULATED = 1 << 4,    // no body and no sensor are involved
    TONUS_FLAGS_KNOWN = 0x1F,
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
    TONUS_FEATURES_KNOWN = 0x07,
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
    uint8_t protocol_minor; // set by tonus_device_init
    uint8_t fifo_packets;   // set by tonus_device_init
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
    int16_t temperature_centidegrees; // TONUS_TEMPERATURE_NOT_MEASURED where it is not known
    uint8_t fifo_packets;             // packets that wait for the host now
    uint8_t protocol_minor;           // set by tonus_device_init
} tonus_status;

enum tonus_decode_result {
    TONUS_DECODE_OK = 0,
    TONUS_DECODE_LENGTH = -1,   // too short, too long, or other than the header says
    TONUS_DECODE_CRC = -2,
    TONUS_DECODE_VERSION = -3,  // other major version, or other calibration format
    TONUS_DECODE_TYPE = -4,     // unknown type: skip, it is not an error of the device
    TONUS_DECODE_CONTENTS = -5, // reserved bits set, or values that cannot be
    TONUS_DECODE_MAGIC = -6,    // not the page that was asked for
};

// CRC-16/IBM-3740 (poly 0x1021, init 0xFFFF, no reflection, no final xor); "123456789" gives 0x29B1.
uint16_t tonus_crc16(const uint8_t *bytes, size_t length);
// CRC-32/ISO-HDLC; "123456789" gives 0xCBF43926.
uint32_t tonus_crc32(const uint8_t *bytes, size_t length);

// Writes one packet. Returns its length, or 0 where the fields cannot be encoded.
size_t tonus_packet_encode(const tonus_packet *packet, uint8_t out[TONUS_PACKET_CAPACITY]);
// Nothing of a packet is believed before its checksum is right. `out` is written only where the result is OK.
enum tonus_decode_result tonus_packet_decode(const uint8_t *bytes, size_t length, tonus_packet *out);

// Pages carry a CRC-32 over all before it. Encoders return the length, or 0 where the contents are out of range.
size_t tonus_capabilities_encode(const tonus_capabilities *capabilities, uint8_t out[TONUS_CAPABILITIES_CAPACITY]);
size_t tonus_calibration_encode(const tonus_calibration *calibration, uint8_t out[TONUS_CALIBRATION_CAPACITY]);
size_t tonus_status_encode(const tonus_status *status, uint8_t out[TONUS_STATUS_LENGTH]);
// For hosts and tests; a firmware that does not call them does not pay for them. `out` is written only where the result
// is OK.
enum tonus_decode_result tonus_capabilities_decode(const uint8_t *bytes, size_t length, tonus_capabilities *out);
enum tonus_decode_result tonus_calibration_decode(const uint8_t *bytes, size_t length, tonus_calibration *out);
enum tonus_decode_result tonus_status_decode(const uint8_t *bytes, size_t length, tonus_status *out);

// How many sample instants a packet can hold; 0 where the arguments are out of range.
uint8_t tonus_samples_per_packet_limit(uint8_t channel_count, uint8_t sample_format);

// Standard descriptors, byte for byte those of PROTOCOL.md. A firmware may put its own version into bcdDevice (bytes 12
// and 13 of the device descriptor) and its own names into the strings; nothing else is free.
#define TONUS_DEVICE_DESCRIPTOR_LENGTH 18
#define TONUS_CONFIGURATION_DESCRIPTOR_LENGTH 25
#define TONUS_BOS_DESCRIPTOR_LENGTH 33
#define TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH 162
#define TONUS_MS_OS_20_DESCRIPTOR_INDEX 7
#define TONUS_STRING_MANUFACTURER 1
#define TONUS_STRING_PRODUCT 2
#define TONUS_STRING_SERIAL 3
extern const uint8_t tonus_device_descriptor[TONUS_DEVICE_DESCRIPTOR_LENGTH];
extern const uint8_t tonus_configuration_descriptor[TONUS_CONFIGURATION_DESCRIPTOR_LENGTH];
extern const uint8_t tonus_bos_descriptor[TONUS_BOS_DESCRIPTOR_LENGTH];
extern const uint8_t tonus_ms_os_20_descriptor_set[TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH];
extern const uint8_t tonus_language_descriptor[4]; // string descriptor 0: English (United States)

#define TONUS_STRING_DESCRIPTOR_CAPACITY (2 + 2 * TONUS_MAX_SERIAL_LENGTH)
// Writes the string descriptor of 1 to TONUS_MAX_SERIAL_LENGTH printable ASCII characters. Returns its length, or 0
// where the text is not that.
size_t tonus_string_descriptor_encode(const char *ascii, uint8_t out[TONUS_STRING_DESCRIPTOR_CAPACITY]);

typedef struct {
    tonus_capabilities capabilities;
    tonus_calibration calibration;
    tonus_status status;
    uint8_t flags_pending; // for the next packet that leaves
    tonus_packet building;
    uint32_t pattern_sample;
    uint8_t fifo[TONUS_FIFO_PACKETS][TONUS_PACKET_CAPACITY];
    uint8_t fifo_length[TONUS_FIFO_PACKETS];
    uint8_t fifo_head, fifo_count;
} tonus_device;

// Puts a device in its state after power-up. `boot_id` must differ from that of the boot before. Returns false where
// the capabilities or the calibration cannot be encoded, or do not have the same number of channels.
bool tonus_device_init(tonus_device *device, const tonus_capabilities *capabilities,
                       const tonus_calibration *calibration, uint16_t boot_id);

// Answers one vendor control request. `data` receives an IN reply of at most `capacity` bytes. Returns the reply's
// length (0 for OUT requests), or -1 to STALL.
int tonus_device_control(tonus_device *device, const uint8_t setup[8], uint8_t *data, size_t capacity);

// Tells the device's time for GET_STATUS. To be called before tonus_device_control; pushing a sample tells it too.
void tonus_device_set_time(tonus_device *device, uint64_t now_us);

// Takes one converted sample (one count per channel) with its conversion instant. Unless streaming it tells the time
// and no more. `counts` must hold as many counts as the device has channels.
void tonus_device_push_sample(tonus_device *device, uint64_t now_us, const int32_t *counts);

// The interrupt endpoint was polled. Returns the packet's length, or 0 to answer NAK.
size_t tonus_device_pop_packet(tonus_device *device, uint8_t out[TONUS_PACKET_CAPACITY]);

// To be called on bus reset, suspend and SET_CONFIGURATION: a host that went away must not find stale packets. The same
// as the request STOP.
void tonus_device_stop(tonus_device *device);

// Reports the temperature for GET_STATUS, in hundredths of a degree Celsius.
void tonus_device_set_temperature(tonus_device *device, int16_t centidegrees);

#ifdef __cplusplus
}
#endif
#endif
