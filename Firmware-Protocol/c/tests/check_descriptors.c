// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "check.h"
#include "tonus_protocol.h"

static unsigned le16(const uint8_t *at) { return at[0] | (unsigned)at[1] << 8; }

static void descriptors_hang_together(void) {
    const uint8_t *device = tonus_device_descriptor;
    CHECK(device[0] == 18 && device[1] == 1 && le16(device + 2) == 0x0210 && device[7] == 64);
    CHECK(le16(device + 8) == TONUS_USB_VENDOR_ID && le16(device + 10) == TONUS_USB_PRODUCT_ID);
    CHECK(device[16] == TONUS_STRING_SERIAL && device[17] == 1);

    // Walking by bLength must end exactly at wTotalLength, as a host does.
    const uint8_t *configuration = tonus_configuration_descriptor;
    CHECK(le16(configuration + 2) == sizeof tonus_configuration_descriptor);
    size_t at = 0;
    int interfaces = 0, endpoints = 0;
    while (at < sizeof tonus_configuration_descriptor && configuration[at] != 0) {
        if (configuration[at + 1] == 4) {
            interfaces++;
            CHECK(configuration[at + 5] == 0xFF && configuration[at + 6] == 0 && configuration[at + 7] == 1);
        }
        if (configuration[at + 1] == 5) {
            endpoints++;
            CHECK(configuration[at + 2] == 0x81 && configuration[at + 3] == 3 && le16(configuration + at + 4) == 64);
            CHECK(configuration[at + 6] == 1);
        }
        at += configuration[at];
    }
    CHECK(at == sizeof tonus_configuration_descriptor && interfaces == 1 && endpoints == 1);
    CHECK(configuration[7] == 0x80 && configuration[8] == 50);
}

static void windows_finds_winusb(void) {
    const uint8_t *bos = tonus_bos_descriptor;
    CHECK(le16(bos + 2) == sizeof tonus_bos_descriptor && bos[4] == 1 && 5 + bos[5] == sizeof tonus_bos_descriptor);
    CHECK(le16(bos + 29) == sizeof tonus_ms_os_20_descriptor_set && bos[31] == TONUS_REQUEST_MS_OS_20);

    const uint8_t *set = tonus_ms_os_20_descriptor_set;
    CHECK(le16(set + 8) == sizeof tonus_ms_os_20_descriptor_set && memcmp(set + 4, bos + 25, 4) == 0);
    size_t at = 0;
    int features = 0;
    while (at < sizeof tonus_ms_os_20_descriptor_set && le16(set + at) != 0) {
        const unsigned type = le16(set + at + 2);
        if (type == 3) CHECK(memcmp(set + at + 4, "WINUSB\0\0", 8) == 0);
        if (type == 4) {
            const unsigned name = le16(set + at + 6), data = le16(set + at + 8 + name);
            CHECK(le16(set + at) == 10 + name + data);
            CHECK(name == 42 && data == 80 && set[at + 8] == 'D' && set[at + 10 + name] == '{');
            CHECK(set[at + 10 + name + 74] == '}' && le16(set + at + 10 + name + 78) == 0);
        }
        features++;
        at += le16(set + at);
    }
    CHECK(at == sizeof tonus_ms_os_20_descriptor_set && features == 3);
}

static void serial_numbers_become_utf16(void) {
    uint8_t out[TONUS_STRING_DESCRIPTOR_CAPACITY];
    CHECK(tonus_string_descriptor_encode("T1", out) == 6);
    CHECK(memcmp(out, "\x06\x03T\0001\0", 6) == 0);
    CHECK(tonus_string_descriptor_encode("0123456789ABCDEF0123456789ABCDEF", out) == 66);
    CHECK(tonus_string_descriptor_encode("0123456789ABCDEF0123456789ABCDEFG", out) == 0);
    CHECK(tonus_string_descriptor_encode("", out) == 0);
    CHECK(tonus_string_descriptor_encode("tab\t", out) == 0);
}

void check_descriptors(void) {
    descriptors_hang_together();
    windows_finds_winusb();
    serial_numbers_become_utf16();
}
