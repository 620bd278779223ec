// SPDX-License-Identifier: Apache-2.0
//
// USB 2.0 descriptors (chapter 9), the BOS, and the Microsoft OS 2.0 descriptor set that lets Windows bind WinUSB
// without an installer. PROTOCOL.md explains them byte by byte.
#include "tonus_protocol.h"
#include "wire.h"

const uint8_t tonus_device_descriptor[TONUS_DEVICE_DESCRIPTOR_LENGTH] = {
    18,   0x01,       // bLength, DEVICE
    0x10, 0x02,       // bcdUSB 2.10: a BOS descriptor exists
    0x00, 0x00, 0x00, // class, subclass, protocol: stated by the interface
    64,               // bMaxPacketSize0
    0x09, 0x12,       // idVendor 0x1209
    0x01, 0x00,       // idProduct 0x0001
    0x00, 0x01,       // bcdDevice 1.00
    TONUS_STRING_MANUFACTURER, TONUS_STRING_PRODUCT, TONUS_STRING_SERIAL,
    1, // bNumConfigurations
};

const uint8_t tonus_configuration_descriptor[TONUS_CONFIGURATION_DESCRIPTOR_LENGTH] = {
    9, 0x02,                                       // bLength, CONFIGURATION
    TONUS_CONFIGURATION_DESCRIPTOR_LENGTH, 0x00,   // wTotalLength
    1, 1, 0,                                       // bNumInterfaces, bConfigurationValue, iConfiguration
    0x80, 50,                                      // bus powered, 100 mA
    9, 0x04,                                       // bLength, INTERFACE
    0, 0, 1,                                       // bInterfaceNumber, bAlternateSetting, bNumEndpoints
    TONUS_USB_INTERFACE_CLASS, TONUS_USB_INTERFACE_SUBCLASS, TONUS_USB_INTERFACE_PROTOCOL,
    0,                                             // iInterface
    7, 0x05,                                       // bLength, ENDPOINT
    TONUS_ENDPOINT_SAMPLES, 0x03,                  // 1 IN, interrupt
    TONUS_PACKET_CAPACITY, 0x00,                   // wMaxPacketSize
    1,                                             // bInterval: every full-speed frame, 1 ms
};

const uint8_t tonus_bos_descriptor[TONUS_BOS_DESCRIPTOR_LENGTH] = {
    5, 0x0F, TONUS_BOS_DESCRIPTOR_LENGTH, 0x00, 1, // bLength, BOS, wTotalLength, bNumDeviceCaps
    28, 0x10, 0x05, 0,                             // bLength, DEVICE CAPABILITY, PLATFORM, reserved
    0xDF, 0x60, 0xDD, 0xD8, 0x89, 0x45, 0xC7, 0x4C, // D8DD60DF-4589-4CC7-
    0x9C, 0xD2, 0x65, 0x9D, 0x9E, 0x64, 0x8A, 0x9F, // 9CD2-659D9E648A9F: Microsoft OS 2.0
    0x00, 0x00, 0x03, 0x06,                         // Windows 8.1 and later
    TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH, 0x00,
    TONUS_REQUEST_MS_OS_20, 0, // bMS_VendorCode, no alternate enumeration
};

#define U(character) (character), 0x00
const uint8_t tonus_ms_os_20_descriptor_set[TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH] = {
    // Set header: wLength, MS_OS_20_SET_HEADER_DESCRIPTOR, Windows 8.1, wTotalLength
    10, 0, 0x00, 0x00, 0x00, 0x00, 0x03, 0x06, TONUS_MS_OS_20_DESCRIPTOR_SET_LENGTH, 0x00,
    // Compatible id: wLength, MS_OS_20_FEATURE_COMPATIBLE_ID, "WINUSB", no sub-compatible id
    20, 0, 0x03, 0x00, 'W', 'I', 'N', 'U', 'S', 'B', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    // Registry property: wLength, MS_OS_20_FEATURE_REG_PROPERTY, REG_MULTI_SZ, 42 bytes of name, 80 bytes of data
    132, 0, 0x04, 0x00, 0x07, 0x00, 42, 0,
    U('D'), U('e'), U('v'), U('i'), U('c'), U('e'), U('I'), U('n'), U('t'), U('e'), U('r'), U('f'), U('a'), U('c'),
    U('e'), U('G'), U('U'), U('I'), U('D'), U('s'), U(0),
    80, 0,
    U('{'), U('9'), U('2'), U('C'), U('8'), U('F'), U('0'), U('4'), U('1'), U('-'), U('5'), U('C'), U('1'), U('B'),
    U('-'), U('4'), U('E'), U('6'), U('B'), U('-'), U('A'), U('0'), U('9'), U('2'), U('-'), U('B'), U('D'), U('9'),
    U('8'), U('6'), U('3'), U('A'), U('5'), U('F'), U('2'), U('7'), U('D'), U('}'), U(0), U(0),
};
#undef U

const uint8_t tonus_language_descriptor[4] = {4, 0x03, 0x09, 0x04};

size_t tonus_string_descriptor_encode(const char *ascii, uint8_t out[TONUS_STRING_DESCRIPTOR_CAPACITY]) {
    size_t length = 2;
    for (; *ascii != 0; ascii++) {
        if (length == TONUS_STRING_DESCRIPTOR_CAPACITY || *ascii < 0x20 || *ascii > 0x7E) return 0;
        tonus_put16(out + length, (uint8_t)*ascii);
        length += 2;
    }
    if (length == 2) return 0;
    out[0] = (uint8_t)length;
    out[1] = 0x03;
    return length;
}
