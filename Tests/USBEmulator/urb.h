// SPDX-License-Identifier: Apache-2.0
//
// Transfers that a host has submitted, and queues of them.
#ifndef TONUS_EMULATOR_URB_H
#define TONUS_EMULATOR_URB_H

#include <linux/usbdevice_fs.h>
#include <stdint.h>
#include <umockdev.h>

typedef struct urb {
    UMockdevIoctlData *data;   // our copy of the host's struct usbdevfs_urb; written back when it is reaped
    UMockdevIoctlData *buffer; // our copy of its buffer, or NULL
    struct usbdevfs_urb *fields;
    gulong host_address; // where the host keeps it: its identity
    struct urb *next;
} urb;

typedef struct {
    urb *head, *tail;
    unsigned count;
} urb_queue;

// Copies a submitted transfer out of the host's memory.
urb *urb_new(UMockdevIoctlData *data);
void urb_free(urb *urb);

void urb_queue_push(urb_queue *queue, urb *urb);
urb *urb_queue_pop(urb_queue *queue);
// Takes the transfer with the given identity out of the queue, or returns NULL.
urb *urb_queue_take(urb_queue *queue, gulong host_address);

#endif
