// SPDX-License-Identifier: Apache-2.0
#include "CLibUSBShim.h"

int CLibUSBShim_set_log_level(libusb_context *context, int level) {
    return libusb_set_option(context, LIBUSB_OPTION_LOG_LEVEL, level);
}
