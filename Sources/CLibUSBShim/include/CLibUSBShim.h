// SPDX-License-Identifier: Apache-2.0
//
// What Swift cannot call in libusb, and nothing else.
#ifndef TONUS_CLIBUSBSHIM_H
#define TONUS_CLIBUSBSHIM_H

#include <libusb.h>

// libusb_set_option is variadic, which Swift does not import; libusb_init_context, which would replace it, came with
// libusb 1.0.27 and Debian 12 has 1.0.26.
int CLibUSBShim_set_log_level(libusb_context *context, int level);

#endif
