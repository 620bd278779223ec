// SPDX-License-Identifier: Apache-2.0
//
// Devices to test with.
#ifndef TONUS_PROBE_H
#define TONUS_PROBE_H

#include "tonus_protocol.h"

tonus_capabilities probe_capabilities(uint8_t channel_count, uint8_t sample_format);
tonus_calibration probe_calibration(uint8_t channel_count);
tonus_packet probe_packet(uint8_t channel_count, uint8_t sample_format, uint8_t sample_count);
// A device after power-up with boot id 0xB001.
tonus_device probe_device(uint8_t channel_count, uint8_t sample_format);
// A vendor request with wIndex 0. Returns what tonus_device_control returns.
int probe_write(tonus_device *device, uint8_t request, uint16_t value);
int probe_read(tonus_device *device, uint8_t request, uint8_t *data, uint16_t length);
// Pushes `count` samples one millisecond apart, the first at `first` milliseconds; their counts are their times.
void probe_push(tonus_device *device, uint32_t first, uint32_t count);

#endif
