// SPDX-License-Identifier: Apache-2.0
//
// The inside of the emulated perineometer: the project's firmware core, a sensor that follows the pressure script, and a
// device clock that advances by whole samples.
#ifndef TONUS_EMULATOR_FIRMWARE_H
#define TONUS_EMULATOR_FIRMWARE_H

#include "tonus_protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIRMWARE_MANUFACTURER "Tonus project"
#define FIRMWARE_PRODUCT "Perineometer (emulated)"
#define FIRMWARE_SERIAL "EMU-0001"

// At zero counts the sensor feels a little less than the atmosphere, as real ones do: an offset of 0 would hide a host
// that forgets it.
#define FIRMWARE_GAIN_CMH2O_PER_COUNT 0.01
#define FIRMWARE_OFFSET_CMH2O (-2.5)

typedef struct firmware_state {
    tonus_device device;
    uint64_t now_us; // device clock: since power-up
    // What goes wrong between the core and the wire; each counts down to 0.
    unsigned packets_to_drop, packets_to_corrupt;
    size_t short_length; // 0, or the next packet is cut to this many bytes
    uint64_t packets_dropped;
} firmware;

// Switches the device on. `boot` must differ from that of the time before.
void firmware_power_up(firmware *firmware, uint16_t boot);

// Answers a control request (standard or vendor). `data` receives at most `capacity` bytes. Returns the reply's length,
// or -1 to STALL.
int firmware_control(firmware *firmware, const uint8_t setup[8], uint8_t *data, size_t capacity);

bool firmware_is_streaming(const firmware *firmware);

// The current interval between samples, microseconds.
uint64_t firmware_sample_interval_us(const firmware *firmware);

// One sample interval passes and the sensor is read.
void firmware_take_sample(firmware *firmware);

// The interrupt endpoint is polled. Returns the packet's length, or 0 to answer NAK.
size_t firmware_poll(firmware *firmware, uint8_t out[TONUS_PACKET_CAPACITY]);

#endif
