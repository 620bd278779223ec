// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define HUB "/devices/pci0000:00/0000:00:14.0/usb1"
#define DEVICE HUB "/1-2"

static void check(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "perineometer-usb-emulator: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static void check_glib(bool ok, const char *what, GError *error) {
    if (ok) return;
    fprintf(stderr, "perineometer-usb-emulator: %s: %s\n", what, error != NULL ? error->message : "unknown");
    exit(EXIT_FAILURE);
}

static void set_ready(void *context, bool ready) {
    node *node = context;
    char byte = 0;
    if (node->kind == NODE_PTY) {
        if (node->slave >= 0) tcflow(node->slave, ready ? TCOON : TCOOFF);
    } else if (node->fifo >= 0) {
        check((ready ? read(node->fifo, &byte, 1) : write(node->fifo, &byte, 1)) == 1, "FIFO");
    }
}

void node_init(node *node, node_kind kind) {
    memset(node, 0, sizeof *node);
    node->kind = kind;
    node->master = node->slave = node->fifo = -1;
    usbfs_init(&node->usbfs, set_ready, node);
    node->testbed = umockdev_testbed_new();
    node->root = umockdev_testbed_get_root_dir(node->testbed);
    node->ioctls = umockdev_ioctl_base_new();
    g_signal_connect(node->ioctls, "client-connected", G_CALLBACK(usbfs_client_connected), &node->usbfs);
    g_signal_connect(node->ioctls, "handle-ioctl", G_CALLBACK(usbfs_handle_ioctl), &node->usbfs);
    GError *error = NULL;
    const gboolean added = umockdev_testbed_add_from_string(
        node->testbed,
        "P: " HUB "\n"
        "N: bus/usb/001/001\n"
        "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\nE: DEVNAME=/dev/bus/usb/001/001\n"
        "E: BUSNUM=001\nE: DEVNUM=001\nE: MAJOR=189\nE: MINOR=0\n"
        "A: busnum=1\\n\nA: devnum=1\\n\nA: speed=480\\n\nA: bConfigurationValue=1\\n\nA: idVendor=1d6b\\n\n"
        "A: idProduct=0002\\n\n"
        "H: descriptors=12010002090000406B1D020006050302010109021900010100E0000904000001090000000705810304000C\n",
        &error);
    check_glib(added, "adding the root hub", error);
}

static void make_pty(node *node, const char *path) {
    char name[64];
    check(openpty(&node->master, &node->slave, name, NULL, NULL) == 0, "openpty");
    fcntl(node->master, F_SETFD, FD_CLOEXEC);
    fcntl(node->slave, F_SETFD, FD_CLOEXEC);
    struct termios settings;
    tcgetattr(node->slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(node->slave, TCSANOW, &settings);
    check(chmod(name, 0666) == 0, name);
    check(symlink(name, path) == 0, path);
    tcflow(node->slave, TCOOFF);
}

static void make_fifo(node *node, const char *path) {
    char byte = 0;
    check(mkfifo(path, 0666) == 0, path);
    node->fifo = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    check(node->fifo >= 0, path);
    check(fcntl(node->fifo, F_SETPIPE_SZ, 4096) >= 0, "F_SETPIPE_SZ"); // one page: one byte in it makes it full
    check(write(node->fifo, &byte, 1) == 1, "FIFO");
}

// Byte of the configuration descriptor that holds bInterfaceProtocol.
#define INTERFACE_PROTOCOL_AT 16

static char *hexadecimal_descriptors(uint8_t protocol) {
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < sizeof tonus_device_descriptor; i++)
        g_string_append_printf(text, "%02X", tonus_device_descriptor[i]);
    for (size_t i = 0; i < sizeof tonus_configuration_descriptor; i++)
        g_string_append_printf(text, "%02X",
                               i == INTERFACE_PROTOCOL_AT ? protocol : tonus_configuration_descriptor[i]);
    return g_string_free(text, FALSE);
}

static char *description(const char *device_node, int number, uint8_t protocol) {
    g_autofree char *descriptors = hexadecimal_descriptors(protocol);
    return g_strdup_printf(
        "P: " DEVICE "\n" // no "N:" line: it would put a plain file in the place of our node
        "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\nE: DEVNAME=%s\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
        "E: MAJOR=189\nE: MINOR=%d\nE: ID_VENDOR_ID=%04x\nE: ID_MODEL_ID=%04x\nE: ID_SERIAL_SHORT=" FIRMWARE_SERIAL "\n"
        "A: dev=189:%d\\n\nA: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\nA: bConfigurationValue=1\\n\n"
        "A: bNumConfigurations=1\\n\nA: idVendor=%04x\\n\nA: idProduct=%04x\\n\n"
        "A: manufacturer=" FIRMWARE_MANUFACTURER "\\n\nA: product=" FIRMWARE_PRODUCT "\\n\nA: serial=" FIRMWARE_SERIAL
        "\\n\n"
        "H: descriptors=%s\n",
        device_node, number, number - 1, TONUS_USB_VENDOR_ID, TONUS_USB_PRODUCT_ID, number - 1, number,
        TONUS_USB_VENDOR_ID, TONUS_USB_PRODUCT_ID, descriptors);
}

static char *device_node(int number) { return g_strdup_printf("/dev/bus/usb/001/%03d", number); }

int node_plug(node *node, uint8_t protocol) {
    usbfs *usbfs = &node->usbfs;
    if (usbfs->plugged) return usbfs->device_number;
    // 1 is the root hub.
    const int number = usbfs->device_number == 0 ? 2 : usbfs->device_number + 1;
    g_autofree char *name = device_node(number);
    g_autofree char *path = g_strconcat(node->root, name, NULL);
    g_autofree char *directory = g_path_get_dirname(path);
    g_mkdir_with_parents(directory, 0755);

    pthread_mutex_lock(&usbfs->lock);
    if (node->kind == NODE_PTY) make_pty(node, path);
    else make_fifo(node, path);
    usbfs_plug(usbfs, number);
    pthread_mutex_unlock(&usbfs->lock);

    GError *error = NULL;
    check_glib(umockdev_testbed_attach_ioctl(node->testbed, name, node->ioctls, &error), "attaching the node", error);
    g_autofree char *text = description(name, number, protocol);
    // This announces the device.
    check_glib(umockdev_testbed_add_from_string(node->testbed, text, &error), "adding the device", error);
    return number;
}

void node_permit(node *node, bool permitted) {
    g_autofree char *name = device_node(node->usbfs.device_number);
    g_autofree char *path = g_strconcat(node->root, name, NULL);
    check(chmod(path, permitted ? 0666 : 0) == 0, path);
}

void node_unplug(node *node) {
    usbfs *usbfs = &node->usbfs;
    if (!usbfs->plugged) return;
    g_autofree char *name = device_node(usbfs->device_number);
    g_autofree char *path = g_strconcat(node->root, name, NULL);

    pthread_mutex_lock(&usbfs->lock);
    usbfs_unplug(usbfs);
    if (node->kind == NODE_PTY) {
        close(node->master);
        close(node->slave);
        node->master = node->slave = -1;
    }
    pthread_mutex_unlock(&usbfs->lock);

    // umockdev 0.17 does not announce the removal itself, and could not afterwards.
    umockdev_testbed_uevent(node->testbed, "/sys" DEVICE, "remove");
    umockdev_testbed_remove_device(node->testbed, "/sys" DEVICE);
    GError *error = NULL;
    check_glib(umockdev_testbed_detach_ioctl(node->testbed, name, &error), "detaching the node", error);

    pthread_mutex_lock(&usbfs->lock);
    if (node->fifo >= 0) close(node->fifo);
    node->fifo = -1;
    pthread_mutex_unlock(&usbfs->lock);
    unlink(path);
}

void node_remove(node *node) {
    node_unplug(node);
    for (int tries = 0; tries < 100; tries++) {
        unsigned files, waiting, reapable;
        pthread_mutex_lock(&node->usbfs.lock);
        usbfs_load(&node->usbfs, &files, &waiting, &reapable);
        pthread_mutex_unlock(&node->usbfs.lock);
        if (files == 0) break;
        usleep(10000);
    }
    g_object_unref(node->testbed);
    g_object_unref(node->ioctls);
    g_free(node->root);
}
