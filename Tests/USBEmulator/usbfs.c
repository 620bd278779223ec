// SPDX-License-Identifier: Apache-2.0
#include "usbfs.h"

#include "urb.h"

#include <errno.h>
#include <linux/usb/ch9.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

// One open(2) of the node.
struct open_file {
    usbfs *usbfs;
    open_file *next;
    urb_queue waiting;  // on the interrupt endpoint
    urb_queue hanging;  // control requests that are never answered
    urb_queue kept;     // taken back by the host, in vain
    urb_queue reapable;
};

void usbfs_init(usbfs *usbfs, void (*set_ready)(void *context, bool ready), void *context) {
    memset(usbfs, 0, sizeof *usbfs);
    pthread_mutex_init(&usbfs->lock, NULL);
    usbfs->set_ready = set_ready;
    usbfs->context = context;
}

// MARK: Transfers

static void update_ready(usbfs *usbfs) {
    bool ready = false;
    for (open_file *file = usbfs->files; file != NULL; file = file->next) ready |= file->reapable.count > 0;
    if (ready == usbfs->ready) return;
    usbfs->ready = ready;
    usbfs->set_ready(usbfs->context, ready);
}

static void complete(open_file *file, urb *urb, int status, int length) {
    urb->fields->status = status;
    urb->fields->actual_length = length;
    urb_queue_push(&file->reapable, urb);
    update_ready(file->usbfs);
}

static void take_back_all(open_file *file, int status) {
    urb *urb;
    while ((urb = urb_queue_pop(&file->waiting)) != NULL) complete(file, urb, status, 0);
    while ((urb = urb_queue_pop(&file->hanging)) != NULL) complete(file, urb, status, 0);
    while ((urb = urb_queue_pop(&file->kept)) != NULL) complete(file, urb, status, 0);
}

// The next packet of the device. In lockstep time passes here, and only as far as the next packet.
static size_t next_packet(usbfs *usbfs, uint8_t packet[TONUS_PACKET_CAPACITY]) {
    if (usbfs->muted) return 0;
    for (;;) {
        const size_t length = firmware_poll(&usbfs->firmware, packet);
        if (length > 0) return length;
        if (usbfs->packets_to_emit == 0 || !firmware_is_streaming(&usbfs->firmware)) return 0;
        const uint16_t before = usbfs->firmware.device.status.next_sequence;
        while (usbfs->firmware.device.status.next_sequence == before) firmware_take_sample(&usbfs->firmware);
        usbfs->packets_to_emit--;
        usbfs->counts.packets_emitted++;
    }
}

void usbfs_pump(usbfs *usbfs) {
    open_file *file = usbfs->claimant;
    while (file != NULL && file->waiting.count > 0) {
        if (usbfs->fault.transfers > 0) {
            usbfs->fault.transfers--;
            complete(file, urb_queue_pop(&file->waiting), usbfs->fault.transfer_status, 0);
            continue;
        }
        if (usbfs->halted) {
            // As an xHCI controller does: one transfer meets the halt, those behind it stay queued until taken back.
            if (usbfs->halt_reported) return;
            usbfs->halt_reported = true;
            complete(file, urb_queue_pop(&file->waiting), -EPIPE, 0);
            return;
        }
        uint8_t packet[TONUS_PACKET_CAPACITY];
        const size_t length = next_packet(usbfs, packet);
        if (length == 0) return;
        urb *urb = urb_queue_pop(&file->waiting);
        if (length > (size_t)urb->fields->buffer_length) {
            complete(file, urb, -EOVERFLOW, 0);
            continue;
        }
        memcpy(urb->fields->buffer, packet, length);
        usbfs->counts.packets_delivered++;
        for (size_t i = 0; i < length; i++)
            usbfs->counts.digest = (usbfs->counts.digest ^ packet[i]) * UINT64_C(0x100000001B3);
        complete(file, urb, 0, (int)length);
    }
}

// MARK: Plugging

void usbfs_plug(usbfs *usbfs, int device_number) {
    firmware_power_up(&usbfs->firmware, (uint16_t)device_number);
    usbfs->plugged = true;
    usbfs->halted = usbfs->halt_reported = false;
    usbfs->device_number = device_number;
    usbfs->configuration = 1;
    usbfs->packets_to_emit = 0;
    usbfs->counts.digest = UINT64_C(0xCBF29CE484222325);
    usbfs->ready = false;
}

void usbfs_unplug(usbfs *usbfs) {
    usbfs->plugged = false;
    tonus_device_stop(&usbfs->firmware.device);
    for (open_file *file = usbfs->files; file != NULL; file = file->next) take_back_all(file, -ESHUTDOWN);
}

void usbfs_suspend(usbfs *usbfs) {
    tonus_device_stop(&usbfs->firmware.device);
    for (open_file *file = usbfs->files; file != NULL; file = file->next) take_back_all(file, -ESHUTDOWN);
}

void usbfs_release_kept(usbfs *usbfs) {
    for (open_file *file = usbfs->files; file != NULL; file = file->next) {
        urb *urb;
        while ((urb = urb_queue_pop(&file->kept)) != NULL) complete(file, urb, -ENOENT, 0);
    }
}

void usbfs_load(const usbfs *usbfs, unsigned *files, unsigned *waiting, unsigned *reapable) {
    *files = *waiting = *reapable = 0;
    for (const open_file *file = usbfs->files; file != NULL; file = file->next) {
        *files += 1;
        *waiting += file->waiting.count + file->hanging.count + file->kept.count;
        *reapable += file->reapable.count;
    }
}

// MARK: Open files

// close(2), or the death of the host's process.
static void client_gone(gpointer pointer, GObject *object) {
    (void)object;
    open_file *file = pointer;
    usbfs *usbfs = file->usbfs;
    pthread_mutex_lock(&usbfs->lock);
    for (open_file **link = &usbfs->files; *link != NULL; link = &(*link)->next) {
        if (*link != file) continue;
        *link = file->next;
        break;
    }
    if (usbfs->claimant == file) usbfs->claimant = NULL;
    urb *urb;
    while ((urb = urb_queue_pop(&file->waiting)) != NULL) urb_free(urb);
    while ((urb = urb_queue_pop(&file->hanging)) != NULL) urb_free(urb);
    while ((urb = urb_queue_pop(&file->kept)) != NULL) urb_free(urb);
    while ((urb = urb_queue_pop(&file->reapable)) != NULL) urb_free(urb);
    if (usbfs->plugged) update_ready(usbfs);
    pthread_mutex_unlock(&usbfs->lock);
    g_free(file);
}

void usbfs_client_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *client, usbfs *usbfs) {
    (void)base;
    open_file *file = g_new0(open_file, 1);
    file->usbfs = usbfs;
    pthread_mutex_lock(&usbfs->lock);
    file->next = usbfs->files;
    usbfs->files = file;
    usbfs->counts.opened++;
    pthread_mutex_unlock(&usbfs->lock);
    g_object_set_data(G_OBJECT(client), "open-file", file);
    g_object_weak_ref(G_OBJECT(client), client_gone, file);
}

// MARK: ioctls. Each handler returns 0 or a positive number for success, or a negative errno.

// The structure that the ioctl's argument points to, copied from the host; changes are written back. NULL where the
// host's memory cannot be read.
static void *argument(UMockdevIoctlData *pointer, gsize size, UMockdevIoctlData **copy) {
    *copy = umockdev_ioctl_data_resolve(pointer, 0, size, NULL);
    return *copy == NULL ? NULL : (*copy)->data;
}

static int claim(open_file *file) {
    usbfs *usbfs = file->usbfs;
    if (usbfs->has_kernel_driver || (usbfs->claimant != NULL && usbfs->claimant != file)) return -EBUSY;
    usbfs->claimant = file;
    return 0;
}

static int claim_interface(open_file *file, unsigned interface) {
    if (interface != 0) return -ENOENT;
    const int injected = file->usbfs->fault.claim_errno;
    file->usbfs->fault.claim_errno = 0;
    return injected != 0 ? -injected : claim(file);
}

static int release_interface(open_file *file) {
    if (file->usbfs->claimant != file) return -EINVAL;
    file->usbfs->claimant = NULL;
    take_back_all(file, -ENOENT);
    return 0;
}

static int set_configuration(usbfs *usbfs, int configuration) {
    if (usbfs->claimant != NULL || usbfs->has_kernel_driver) return -EBUSY;
    if (configuration > 1) return -EINVAL;
    usbfs->configuration = configuration;
    return 0;
}

static int get_driver(const usbfs *usbfs, struct usbdevfs_getdriver *driver) {
    if (usbfs->has_kernel_driver) strcpy(driver->driver, "usbhid");
    else if (usbfs->claimant != NULL) strcpy(driver->driver, "usbfs");
    else return -ENODATA;
    return 0;
}

static int interface_ioctl(usbfs *usbfs, const struct usbdevfs_ioctl *request) {
    switch ((unsigned)request->ioctl_code) {
    case USBDEVFS_DISCONNECT:
        if (!usbfs->has_kernel_driver) return -ENODATA;
        usbfs->has_kernel_driver = false;
        return 0;
    case USBDEVFS_CONNECT:
        if (usbfs->has_kernel_driver) return -EBUSY;
        usbfs->has_kernel_driver = true;
        return 1;
    default:
        return -ENOTTY;
    }
}

static int clear_halt(usbfs *usbfs) {
    usbfs->halted = usbfs->halt_reported = false;
    usbfs->counts.halts_cleared++;
    usbfs_pump(usbfs);
    return 0;
}

static int reset(open_file *file) {
    usbfs *usbfs = file->usbfs;
    const int injected = usbfs->fault.reset_errno;
    usbfs->fault.reset_errno = 0;
    if (injected != 0) return -injected;
    usbfs->counts.resets++;
    tonus_device_stop(&usbfs->firmware.device);
    usbfs->halted = usbfs->halt_reported = false;
    take_back_all(file, -ENOENT);
    return 0;
}

static void submit_control(open_file *file, urb *urb) {
    usbfs *usbfs = file->usbfs;
    uint8_t *setup = urb->fields->buffer;
    const bool is_vendor_request = (setup[0] & 0x60) == 0x40;
    usbfs->counts.controls++;
    if (is_vendor_request && usbfs->fault.hang_control) {
        usbfs->fault.hang_control = false;
        urb_queue_push(&file->hanging, urb);
    } else if (is_vendor_request && usbfs->fault.stall_control) {
        usbfs->fault.stall_control = false;
        complete(file, urb, -EPIPE, 0);
    } else {
        const size_t capacity = (size_t)urb->fields->buffer_length - 8;
        const int length = firmware_control(&usbfs->firmware, setup, setup + 8, capacity);
        complete(file, urb, length < 0 ? -EPIPE : 0, length < 0 ? 0 : length);
        usbfs_pump(usbfs); // START may have been among them
    }
}

static int submit(open_file *file, UMockdevIoctlData *data) {
    usbfs *usbfs = file->usbfs;
    if (data == NULL) return -EFAULT;
    const struct usbdevfs_urb *fields = (const struct usbdevfs_urb *)(const void *)data->data;
    usbfs->counts.submitted++;
    if (fields->type == USBDEVFS_URB_TYPE_CONTROL) {
        if (fields->buffer_length < 8) return -EINVAL;
        submit_control(file, urb_new(data));
        return 0;
    }
    if (fields->endpoint != TONUS_ENDPOINT_SAMPLES) return -ENOENT;
    if (usbfs->fault.submit_errno != 0) {
        const int injected = usbfs->fault.submit_errno;
        usbfs->fault.submit_errno = 0;
        return -injected;
    }
    if (usbfs->claimant != file) { // The kernel claims on the host's behalf.
        const int refused = claim(file);
        if (refused != 0) return refused;
    }
    urb_queue_push(&file->waiting, urb_new(data));
    usbfs_pump(usbfs);
    return 0;
}

static int reap(open_file *file, UMockdevIoctlData *pointer) {
    usbfs *usbfs = file->usbfs;
    urb *urb = urb_queue_pop(&file->reapable);
    if (urb == NULL) return usbfs->plugged ? -EAGAIN : -ENODEV;
    usbfs->counts.reaped++;
    if (usbfs->plugged) update_ready(usbfs);
    g_autoptr(UMockdevIoctlData) copy = NULL;
    if (argument(pointer, sizeof(gpointer), &copy) != NULL) umockdev_ioctl_data_set_ptr(copy, 0, urb->data);
    urb_free(urb);
    return 0;
}

static int discard(open_file *file, gulong host_address) {
    urb *urb = urb_queue_take(&file->waiting, host_address);
    if (urb == NULL) urb = urb_queue_take(&file->hanging, host_address);
    if (urb == NULL) return -EINVAL;
    file->usbfs->counts.discarded++;
    if (file->usbfs->fault.keep_transfers) urb_queue_push(&file->kept, urb);
    else complete(file, urb, -ENOENT, 0);
    return 0;
}

static int answer(open_file *file, gulong request, UMockdevIoctlData *pointer) {
    usbfs *usbfs = file->usbfs;
    g_autoptr(UMockdevIoctlData) copy = NULL;
    void *at = NULL;
    switch (request) { // These are answered after the device has left, too.
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        return reap(file, pointer);
    case USBDEVFS_DISCARDURB:
        return discard(file, *(gulong *)(void *)pointer->data);
    }
    if (!usbfs->plugged) return -ENODEV;
    switch (request) {
    case USBDEVFS_SUBMITURB:
        (void)argument(pointer, sizeof(struct usbdevfs_urb), &copy);
        return submit(file, copy);
    case USBDEVFS_GET_CAPABILITIES:
        if ((at = argument(pointer, sizeof(guint32), &copy)) == NULL) return -EFAULT;
        *(guint32 *)at = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM
                       | USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
        return 0;
    case USBDEVFS_CLAIMINTERFACE:
        if ((at = argument(pointer, sizeof(unsigned), &copy)) == NULL) return -EFAULT;
        return claim_interface(file, *(unsigned *)at);
    case USBDEVFS_RELEASEINTERFACE:
        return release_interface(file);
    case USBDEVFS_DISCONNECT_CLAIM:
        if (usbfs->claimant != NULL && usbfs->claimant != file) return -EBUSY;
        usbfs->has_kernel_driver = false;
        return claim(file);
    case USBDEVFS_SETINTERFACE:
        if ((at = argument(pointer, sizeof(struct usbdevfs_setinterface), &copy)) == NULL) return -EFAULT;
        return ((struct usbdevfs_setinterface *)at)->altsetting > 0 ? -EINVAL : 0;
    case USBDEVFS_SETCONFIGURATION:
        if ((at = argument(pointer, sizeof(int), &copy)) == NULL) return -EFAULT;
        return set_configuration(usbfs, *(int *)at);
    case USBDEVFS_GETDRIVER:
        if ((at = argument(pointer, sizeof(struct usbdevfs_getdriver), &copy)) == NULL) return -EFAULT;
        return get_driver(usbfs, at);
    case USBDEVFS_IOCTL:
        if ((at = argument(pointer, sizeof(struct usbdevfs_ioctl), &copy)) == NULL) return -EFAULT;
        return interface_ioctl(usbfs, at);
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_RESETEP:
        return clear_halt(usbfs);
    case USBDEVFS_RESET:
        return reset(file);
    case USBDEVFS_CONNECTINFO:
        if ((at = argument(pointer, sizeof(struct usbdevfs_connectinfo), &copy)) == NULL) return -EFAULT;
        ((struct usbdevfs_connectinfo *)at)->devnum = (unsigned)usbfs->device_number;
        return 0;
    case USBDEVFS_GET_SPEED:
        return USB_SPEED_FULL;
    default:
        fprintf(stderr, "perineometer-usb-emulator: ioctl %#lx is not emulated\n", request);
        return -ENOTTY;
    }
}

gboolean usbfs_handle_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, usbfs *usbfs) {
    (void)base;
    open_file *file = g_object_get_data(G_OBJECT(client), "open-file");
    UMockdevIoctlData *pointer = umockdev_ioctl_client_get_arg(client);
    pthread_mutex_lock(&usbfs->lock);
    const int result = answer(file, umockdev_ioctl_client_get_request(client), pointer);
    umockdev_ioctl_client_complete(client, result < 0 ? -1 : result, result < 0 ? -result : 0);
    pthread_mutex_unlock(&usbfs->lock);
    return TRUE;
}
