// SPDX-License-Identifier: Apache-2.0
//
// perineometer-usb-emulator: a USB perineometer for hosts that use libusb, without hardware or a kernel that has USB.
//
//     perineometer-usb-emulator [pty|fifo]
//
// It prints "ready DIRECTORY". A host sees its bus when it runs with LD_PRELOAD=libumockdev-preload.so.0 and
// UMOCKDEV_DIR=DIRECTORY. Commands come on standard input, one a line; each is answered by one line that begins with
// "ok" or "error":
//
//     plug                   switch on and plug in under a new device number, which is the answer; same device, new boot
//     plug later             as plug, but the interface is of major version 2 of the protocol
//     plug stranger          plug in another device of the same vendor and product id
//     unplug
//     deny, permit           take or give the right to open the node; of no effect on root
//     emit N                 make exactly N packets, each when the host is ready for it; device time advances by as much
//     rate X                 advance device time at X times the speed of real time; 0 (the default): only by emit
//     inject stall           halt the endpoint until the host clears it
//     inject proto [N]       the next N transfers fail as by a bad wire (1)
//     inject urb-status E    the next transfer ends with errno E
//     inject overflow [N]    the next N transfers end in an overflow (1)
//     inject short N         cut the next packet to N bytes
//     inject corrupt [N]     change one bit in each of the next N packets (1)
//     inject drop [N]        lose the next N packets in the device (1)
//     inject mute 0|1        answer no poll of the endpoint while 1
//     inject submit-errno E  refuse the next sample transfer with errno E
//     inject claim-errno E   refuse the next claim with errno E
//     inject reset-errno E   refuse the next reset with errno E
//     inject forget          the device stops by itself, as after a moment without power
//     inject suspend         the machine sleeps and wakes
//     inject ctrl-stall      refuse the next vendor request
//     inject ctrl-hang       never answer the next vendor request
//     inject keep 0|1        while 1, transfers that the host takes back do not come back; then they do
//     inject kdriver [0|1]   a kernel driver has the interface (1)
//     stats                  counters, as NAME=VALUE
//     quit
//
// Stop the host first: its next ioctl to an emulator that has gone would end it.
#define _GNU_SOURCE
#include "node.h"
#include "pacer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Without the preload umockdev cannot announce devices, so this program starts itself anew under it.
static void run_under_preload(char **arguments) {
    static const char library[] = "libumockdev-preload.so.0";
    const char *preload = getenv("LD_PRELOAD");
    if (preload != NULL && strstr(preload, library) != NULL) return;
    setenv("LD_PRELOAD", library, 1);
    unsetenv("UMOCKDEV_DIR"); // of some other testbed
    execv("/proc/self/exe", arguments);
    perror("perineometer-usb-emulator: cannot start anew under umockdev's preload library");
    exit(EXIT_FAILURE);
}

// With the lock held. `value` is -1 where none was given. Returns false where the fault is unknown or lacks its value.
static bool inject(usbfs *usbfs, const char *fault, long value) {
    const unsigned count = value < 0 ? 1 : (unsigned)value;
    if (strcmp(fault, "stall") == 0) {
        usbfs->halted = true;
        usbfs->halt_reported = false;
    } else if (strcmp(fault, "proto") == 0) {
        usbfs->fault.transfer_status = -EPROTO;
        usbfs->fault.transfers = count;
    } else if (strcmp(fault, "overflow") == 0) {
        usbfs->fault.transfer_status = -EOVERFLOW;
        usbfs->fault.transfers = count;
    } else if (strcmp(fault, "corrupt") == 0) usbfs->firmware.packets_to_corrupt = count;
    else if (strcmp(fault, "drop") == 0) usbfs->firmware.packets_to_drop = count;
    else if (strcmp(fault, "forget") == 0) tonus_device_stop(&usbfs->firmware.device);
    else if (strcmp(fault, "suspend") == 0) usbfs_suspend(usbfs);
    else if (strcmp(fault, "kdriver") == 0) usbfs->has_kernel_driver = count != 0;
    else if (strcmp(fault, "ctrl-stall") == 0) usbfs->fault.stall_control = true;
    else if (strcmp(fault, "ctrl-hang") == 0) usbfs->fault.hang_control = true;
    else if (value < 0) return false;
    else if (strcmp(fault, "short") == 0) usbfs->firmware.short_length = (size_t)value;
    else if (strcmp(fault, "mute") == 0) usbfs->muted = value != 0;
    else if (strcmp(fault, "keep") == 0) {
        usbfs->fault.keep_transfers = value != 0;
        if (value == 0) usbfs_release_kept(usbfs);
    } else if (strcmp(fault, "submit-errno") == 0) usbfs->fault.submit_errno = (int)value;
    else if (strcmp(fault, "reset-errno") == 0) usbfs->fault.reset_errno = (int)value;
    else if (strcmp(fault, "urb-status") == 0) {
        usbfs->fault.transfer_status = -(int)value;
        usbfs->fault.transfers = 1;
    } else if (strcmp(fault, "claim-errno") == 0) usbfs->fault.claim_errno = (int)value;
    else return false;
    usbfs_pump(usbfs);
    return true;
}

// With the lock held.
static void print_stats(const usbfs *usbfs) {
    unsigned files, waiting, reapable;
    usbfs_load(usbfs, &files, &waiting, &reapable);
    const tonus_status *status = &usbfs->firmware.device.status;
    printf("ok emitted=%" PRIu64 " delivered=%" PRIu64 " dropped=%" PRIu64 " lost-samples=%" PRIu32
           " device-us=%" PRIu64 " submitted=%" PRIu64 " reaped=%" PRIu64 " discarded=%" PRIu64 " controls=%" PRIu64
           " halts-cleared=%" PRIu64 " resets=%" PRIu64 " opened=%" PRIu64 " files=%u waiting=%u reapable=%u claimed=%d streaming=%d halted=%d plugged=%d"
           " device-number=%d digest=%" PRIx64 "\n",
           usbfs->counts.packets_emitted, usbfs->counts.packets_delivered, usbfs->firmware.packets_dropped,
           status->samples_lost, usbfs->firmware.now_us, usbfs->counts.submitted, usbfs->counts.reaped,
           usbfs->counts.discarded, usbfs->counts.controls, usbfs->counts.halts_cleared, usbfs->counts.resets, usbfs->counts.opened, files, waiting, reapable,
           usbfs->claimant != NULL, status->streaming, usbfs->halted, usbfs->plugged, usbfs->device_number, usbfs->counts.digest);
}

static void answer(node *node, pacer *pacer, const char *line) {
    usbfs *usbfs = &node->usbfs;
    char fault[32];
    long value = -1;
    uint64_t count;
    double speed;
    char plugged[16] = "";
    if (sscanf(line, "plug %15s", plugged) == 1 || strcmp(line, "plug\n") == 0) {
        const int protocol = strcmp(plugged, "stranger") == 0 ? 0x7F : strcmp(plugged, "later") == 0 ? 2 : 1;
        printf("ok %d\n", node_plug(node, (uint8_t)protocol));
        return;
    }
    if (strcmp(line, "deny\n") == 0 || strcmp(line, "permit\n") == 0) {
        node_permit(node, line[0] == 'p');
        puts("ok");
        return;
    }
    if (strcmp(line, "unplug\n") == 0) {
        node_unplug(node);
        puts("ok");
        return;
    }
    pthread_mutex_lock(&usbfs->lock);
    if (strcmp(line, "stats\n") == 0) print_stats(usbfs);
    else if (sscanf(line, "emit %" SCNu64, &count) == 1) {
        if (pacer_speed(pacer) > 0) puts("error emit needs rate 0: device time cannot follow both");
        else {
            usbfs->packets_to_emit += count;
            usbfs_pump(usbfs);
            puts("ok");
        }
    } else if (sscanf(line, "rate %lf", &speed) == 1 && speed >= 0) {
        pacer_set_speed(pacer, speed);
        puts("ok");
    } else if (sscanf(line, "inject %31s %ld", fault, &value) >= 1) {
        puts(inject(usbfs, fault, value) ? "ok" : "error unknown fault, or its value is missing");
    } else puts("error unknown command");
    pthread_mutex_unlock(&usbfs->lock);
}

int main(int count, char **arguments) {
    node_kind kind = NODE_PTY;
    if (count == 2 && strcmp(arguments[1], "fifo") == 0) kind = NODE_FIFO;
    else if (count > 2 || (count == 2 && strcmp(arguments[1], "pty") != 0)) {
        fputs("usage: perineometer-usb-emulator [pty|fifo]\n", stderr);
        return 64; // EX_USAGE
    }
    run_under_preload(arguments);
    setvbuf(stdout, NULL, _IOLBF, 0);
    static node node;
    static pacer pacer;
    node_init(&node, kind);
    pacer_start(&pacer, &node.usbfs);
    printf("ready %s\n", node.root);
    char line[128];
    while (fgets(line, sizeof line, stdin) != NULL && strcmp(line, "quit\n") != 0) answer(&node, &pacer, line);
    pacer_stop(&pacer);
    node_remove(&node);
    puts("ok");
    return 0;
}
