// SPDX-License-Identifier: Apache-2.0
//
// The emulated device as udev and the file system show it: a umockdev testbed with one device, and its node.
//
// umockdev's own nodes are regular files, which are always ready: a host that polls one burns a processor. So the node is
//   - a pseudo-terminal, stopped while there is nothing to reap; closing its master is a hang-up, as an unplugged device
//     is to a real host (the default);
//   - or a FIFO of one page's capacity, full while there is nothing to reap: for hosts that lead a session without a
//     terminal, which would take the pseudo-terminal for theirs and die of the hang-up.
#ifndef TONUS_EMULATOR_NODE_H
#define TONUS_EMULATOR_NODE_H

#include "usbfs.h"

#include <stdbool.h>

typedef enum { NODE_PTY, NODE_FIFO } node_kind;

typedef struct {
    node_kind kind;
    usbfs usbfs;
    UMockdevTestbed *testbed;
    UMockdevIoctlBase *ioctls;
    char *root; // the directory that hosts name in UMOCKDEV_DIR
    int master, slave, fifo;
} node;

void node_init(node *node, node_kind kind);

// Plugs the device in under a new device number, as the kernel does. Returns that number. `protocol` is the protocol
// number of its interface: 1, unless it is to be another device or one of a later version.
int node_plug(node *node, uint8_t protocol);

// Gives or takes the right to open the node of the device that is plugged in; root has it in any case.
void node_permit(node *node, bool permitted);
void node_unplug(node *node);

// Waits up to a second for hosts to close the device, then takes the testbed away.
void node_remove(node *node);

#endif
