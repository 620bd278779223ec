# SPDX-License-Identifier: Apache-2.0
"""Keeps the network away from sockets that a library opens on all interfaces. Linux only."""

from __future__ import annotations

import ctypes
import os
import socket
import stat
import struct

SO_ATTACH_FILTER = 26  # asm-generic/socket.h
_SKF_NET_OFF = 0xFFF0_0000  # linux/filter.h: offsets from here on count from the IP header
# Classic BPF (linux/bpf_common.h), for IPv4: accept where the first byte of the source address, byte 12 of the header
# (RFC 791), is 127 (the loopback network, RFC 1122), drop the rest. The kernel asks it for every packet to the socket
# and, as connections inherit it, for every packet of a connection.
_PROGRAM = (
    (0x30, 0, 0, _SKF_NET_OFF + 12),  # load the byte
    (0x15, 0, 1, 127),  # is it 127?
    (0x06, 0, 0, 0xFFFF_FFFF),  # yes: accept all of it
    (0x06, 0, 0, 0),  # no: drop it
)


def attach_loopback_filter(one: socket.socket) -> None:
    """From now on `one`, a socket of IPv4, gets packets from this machine's loopback address only. Raises `OSError`."""
    code = b"".join(struct.pack("=HBBI", *step) for step in _PROGRAM)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("@HP", len(_PROGRAM), ctypes.addressof(buffer))
    one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def restrict_listening_sockets() -> int:
    """Does so to every socket of this process that others could reach; returns how many these were. Raises `OSError`.

    A connection from elsewhere that was made before is not ended, only silenced.
    """
    count = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            is_socket = stat.S_ISSOCK(os.fstat(int(name)).st_mode)
        except OSError:
            continue  # It was the descriptor that read the folder.
        if not is_socket:
            continue
        with socket.socket(fileno=os.dup(int(name))) as one:
            if one.family == socket.AF_UNIX:
                continue
            if one.family == socket.AF_INET:
                attach_loopback_filter(one)
                count += 1
            elif one.family == socket.AF_INET6:
                raise OSError("a socket for IPv6 is open, which this filter does not cover")
    return count
