# SPDX-License-Identifier: Apache-2.0
import json
import unittest

from tonus_client import Malformed, RequestFailed
from tonus_client.protocol import LONGEST_REQUEST, LineBuffer, Notification, Reply, decode_line, encode_request


class Lines(unittest.TestCase):
    def test_come_out_whole_however_the_bytes_are_cut(self) -> None:
        stream = b'{"a":1}\n\n{"b":"\xc3\xa4"}\r\n{"c":3}\nrest'
        for size in range(1, len(stream)):
            buffer = LineBuffer()
            lines = [line for start in range(0, len(stream), size) for line in buffer.feed(stream[start : start + size])]
            self.assertEqual(lines, [b'{"a":1}', b'{"b":"\xc3\xa4"}', b'{"c":3}'], f"cut every {size} bytes")

    def test_may_be_as_long_as_the_bound_and_no_longer(self) -> None:
        self.assertEqual(LineBuffer(8).feed(b"12345678\n"), [b"12345678"])
        with self.assertRaises(Malformed):
            LineBuffer(8).feed(b"123456789\n")

    def test_that_never_end_are_refused_and_not_kept(self) -> None:
        buffer = LineBuffer(8)
        buffer.feed(b"1234")
        with self.assertRaises(Malformed):
            buffer.feed(b"56789")


class Requests(unittest.TestCase):
    def test_are_one_line_of_json_rpc(self) -> None:
        line = encode_request(7, "subscribe", {"streams": ["samples\n"]})
        self.assertEqual(line.count(b"\n"), 1)
        self.assertEqual(
            json.loads(line),
            {"jsonrpc": "2.0", "id": 7, "method": "subscribe", "params": {"streams": ["samples\n"]}},
        )

    def test_that_json_or_the_daemon_cannot_take_are_not_sent(self) -> None:
        for params in ({"a": float("nan")}, {"a": object()}, {"a": "x" * LONGEST_REQUEST}):
            with self.subTest(str(params)[:20]), self.assertRaises(ValueError):
                encode_request(1, "status", params)


class Messages(unittest.TestCase):
    def test_are_told_apart(self) -> None:
        self.assertEqual(decode_line(b'{"method":"gap","params":{"x":1},"new":2}'), Notification("gap", {"x": 1}))
        self.assertEqual(decode_line(b'{"id":3,"result":{"y":1}}'), Reply(3, {"y": 1}))

    def test_carry_the_daemons_errors(self) -> None:
        line = b'{"id":3,"error":{"code":-32004,"message":"None.","data":{"hint":"Plug it in."}}}'
        reply = decode_line(line)
        assert isinstance(reply, Reply) and isinstance(reply.error, RequestFailed)
        self.assertEqual(
            (reply.error.code, reply.error.name, reply.error.message, reply.error.hint),
            (-32004, "unknownDevice", "None.", "Plug it in."),
        )
        self.assertEqual(str(reply.error), "None. Plug it in.")

    def test_with_an_error_of_a_later_version_are_read(self) -> None:
        reply = decode_line(b'{"id":null,"error":{"code":-32099,"message":"New."}}')
        assert isinstance(reply, Reply) and reply.error is not None
        self.assertEqual((reply.id, reply.error.name, reply.error.hint), (None, "unknown", ""))

    def test_that_cannot_be_read_raise_one_error(self) -> None:
        for line in (
            b"", b"x", b"[]", b"7", b"{}", b"\xff\xfe", b'{"id":1}', b'{"id":true,"result":1}', b'{"method":5}',
            b'{"method":"gap","params":[]}', b'{"id":1,"error":5}', b'{"id":1,"error":{"code":"x"}}',
            b'{"result":1}', b'{"id":1,"result":NaN}', b"[" * 100_000, b'{"id":' + b"9" * 5000 + b"}",
        ):  # fmt: skip
            with self.subTest(line[:40]), self.assertRaises(Malformed):
                decode_line(line)
