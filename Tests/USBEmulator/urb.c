// SPDX-License-Identifier: Apache-2.0
#include "urb.h"

urb *urb_new(UMockdevIoctlData *data) {
    urb *urb = g_new0(struct urb, 1);
    urb->data = g_object_ref(data);
    urb->fields = (struct usbdevfs_urb *)(void *)data->data;
    urb->host_address = data->client_addr;
    if (urb->fields->buffer_length > 0) {
        urb->buffer = umockdev_ioctl_data_resolve(data, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer),
                                                  (gsize)urb->fields->buffer_length, NULL);
    }
    return urb;
}

void urb_free(urb *urb) {
    if (urb->buffer != NULL) g_object_unref(urb->buffer);
    g_object_unref(urb->data);
    g_free(urb);
}

void urb_queue_push(urb_queue *queue, urb *urb) {
    urb->next = NULL;
    if (queue->tail != NULL) queue->tail->next = urb;
    else queue->head = urb;
    queue->tail = urb;
    queue->count++;
}

urb *urb_queue_pop(urb_queue *queue) {
    urb *urb = queue->head;
    if (urb == NULL) return NULL;
    queue->head = urb->next;
    if (queue->head == NULL) queue->tail = NULL;
    queue->count--;
    return urb;
}

urb *urb_queue_take(urb_queue *queue, gulong host_address) {
    urb *before = NULL;
    for (urb *urb = queue->head; urb != NULL; before = urb, urb = urb->next) {
        if (urb->host_address != host_address) continue;
        if (before != NULL) before->next = urb->next;
        else queue->head = urb->next;
        if (queue->tail == urb) queue->tail = before;
        queue->count--;
        return urb;
    }
    return NULL;
}
