// SPDX-License-Identifier: Apache-2.0
//
// The kernel's side of the device: what /dev/bus/usb answers, as far as libusb 1.0 asks. umockdev carries the ioctls and
// knows nothing of their meaning, so the rules of the kernel that a driver leans on are kept here:
//   - transfer queues and claims belong to one open file; a transfer is reaped where it was submitted;
//   - the node is ready for writing exactly while something can be reaped;
//   - when the device leaves, transfers in flight end with -ESHUTDOWN, reaping drains and then says ENODEV, and all else
//     says ENODEV at once.
#ifndef TONUS_EMULATOR_USBFS_H
#define TONUS_EMULATOR_USBFS_H

#include "firmware.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <umockdev.h>

typedef struct open_file open_file;

typedef struct {
    uint64_t submitted, reaped, discarded, controls, halts_cleared, resets, opened;
    uint64_t packets_delivered;
    uint64_t packets_emitted; // in lockstep
    uint64_t digest;          // FNV-1a over the bytes of all packets delivered since plugging
} usbfs_counts;

typedef struct usbfs {
    pthread_mutex_t lock; // over everything below; ioctls come on a thread of umockdev's
    firmware firmware;
    open_file *files;
    open_file *claimant; // who has interface 0
    bool plugged, halted, halt_reported, muted, has_kernel_driver;
    int device_number, configuration;
    uint64_t packets_to_emit; // lockstep: made as fast as the host takes them, and no faster
    struct {
        int transfer_status; // negative errno for the next `transfers` interrupt transfers
        unsigned transfers;
        int submit_errno, claim_errno, reset_errno; // for the next one
        bool stall_control, hang_control; // the next vendor request
        bool keep_transfers;              // what the host takes back does not come back while this is set
    } fault;
    usbfs_counts counts;
    // The node says whether something can be reaped. Called with the lock held.
    void (*set_ready)(void *context, bool ready);
    void *context;
    bool ready;
} usbfs;

void usbfs_init(usbfs *usbfs, void (*set_ready)(void *context, bool ready), void *context);

// To be connected to the signals of the node's UMockdevIoctlBase, with the usbfs as data.
void usbfs_client_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *client, usbfs *usbfs);
gboolean usbfs_handle_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, usbfs *usbfs);

// With the lock held: fills waiting transfers with what the device has, or with the faults that were asked for.
void usbfs_pump(usbfs *usbfs);

// With the lock held: the device comes up, or leaves.
void usbfs_plug(usbfs *usbfs, int device_number);
void usbfs_unplug(usbfs *usbfs);

// With the lock held: the machine sleeps and wakes: Linux flushes the endpoints of a device that it suspends, and the device
// has stopped.
void usbfs_suspend(usbfs *usbfs);

// With the lock held: lets those transfers come back that the host took back in vain.
void usbfs_release_kept(usbfs *usbfs);

// With the lock held: how many files are open, transfers wait, and transfers can be reaped.
void usbfs_load(const usbfs *usbfs, unsigned *files, unsigned *waiting, unsigned *reapable);

#endif
