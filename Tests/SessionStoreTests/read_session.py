#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a session of Tonus without Tonus: an independent reader, written from docs/session-format.md.

    read_session.py FILE.tonus-session MASTER_KEY_FILE            print a line for each packet: host time and bytes
    read_session.py FILE.tonus-session MASTER_KEY_FILE --records  print everything else, a JSON object a line
"""
import base64
import json
import os
import sqlite3
import struct
import sys
import zlib

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_sealed
from nacl.exceptions import CryptoError

KINDS = {1: "segment", 2: "opening", 3: "packets", 4: "events", 5: "state"}


def session_id(path):
    name = os.path.basename(path).removesuffix(".tonus-session")
    return base64.b32decode(name.upper() + "=" * (-len(name) % 8))


def unseal(sealed, context, key):
    return open_sealed(sealed[24:], context, sealed[:24], key)


def session_key(database, session, master):
    for (frame,) in database.execute("SELECT frame FROM key ORDER BY slot"):
        if len(frame) != 104 or frame[:4] != b"TNK1" or frame[8:24] != session:
            continue
        try:
            return unseal(frame[32:], b"tonus key\0" + frame[:32], master)
        except CryptoError:
            continue
    sys.exit("read_session: no key of the file opens with this master key")


def unpack(packed):
    packed = packed.rstrip(b"\0")
    assert packed[-1] == 0x80, "the filling is wrong"
    (length,) = struct.unpack_from("<I", packed)
    contents = zlib.decompress(packed[4:-1])
    assert len(contents) == length, "the length is wrong"
    return contents


def blocks(database, session, key):
    expected = 0
    for number, frame in database.execute("SELECT number, frame FROM block ORDER BY number"):
        assert number == expected, f"block {expected} is missing"
        expected += 1
        magic, kind, copy, segment, inside, begin, end, length, zero = struct.unpack_from("<4sBBHQQQII", frame)
        assert (magic, inside, length, zero) == (b"TNB1", number, len(frame) - 40, 0), f"block {number}: header"
        contents = unpack(unseal(frame[40:], b"tonus block\0" + session + frame[:40], key))
        if copy == 0:
            yield KINDS[kind], segment, contents


def crc16(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def packets(contents):
    _, _, count, changes = struct.unpack_from("<IQII", contents)
    at = 20
    sizes = {1: 8, 2: 1 + 64 + 1 + 24 + 8, 3: 4, 4: 4, 5: 8}
    for _ in range(changes):
        at += 5 + sizes[contents[at + 4]]
    marks = contents[at : at + count]
    at += count
    times, previous, step = [], 0, 0
    for _ in range(count):
        number = shift = 0
        while True:
            byte = contents[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        step = (step + ((number >> 1) ^ -(number & 1))) % 2**64
        previous = (previous + step) % 2**64
        times.append(previous)
    rows = [bytearray() for _ in range(count)]
    for column in range(64):
        before = 0
        for row, mark in zip(rows, marks):
            if mark & 0x7F > column:
                before = (before + contents[at]) & 0xFF
                row.append(before)
                at += 1
    assert at == len(contents), "bytes are left over"
    for row, mark, time in zip(rows, marks, times):
        if mark & 0x80:
            row += struct.pack("<H", crc16(row))
        yield time, bytes(row)


def main():
    path, key_file = sys.argv[1:3]
    wants_records = "--records" in sys.argv
    with open(key_file, "rb") as file:
        master = file.read()
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert database.execute("PRAGMA application_id").fetchone()[0] == 0x544E5353, "not a session of Tonus"
    session = session_id(path)
    key = session_key(database, session, master)
    for kind, segment, contents in blocks(database, session, key):
        if kind == "packets" and not wants_records:
            for time, packet in packets(contents):
                print(time, packet.hex())
        elif kind != "packets" and wants_records:
            records = json.loads(contents)
            for record in records if isinstance(records, list) else [records]:
                print(json.dumps({"block": kind, "segment": segment, "record": record}))


if __name__ == "__main__":
    main()
