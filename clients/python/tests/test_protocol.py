# SPDX-License-Identifier: Apache-2.0
import json
import random
import unittest

from tonus_client import Malformed, RequestFailed, TonusError
from tonus_client.protocol import LONGEST_REQUEST, LineBuffer, Notification, Reply, decode_line, encode_request
from tonus_client.session import Session

from .fake_daemon import contraction, samples


class Lines(unittest.TestCase):
    def test_come_out_whole_however_the_bytes_are_cut(self) -> None:
        stream = b'{"a":1}\n\n{"b":"\xc3\xa4"}\r\n{"c":3}\nrest'
        for size in range(1, len(stream)):
            buffer = LineBuffer()
            lines = [
                line for start in range(0, len(stream), size) for line in buffer.feed(stream[start : start + size])
            ]
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


class AnyLine(unittest.TestCase):
    def test_is_read_or_refused_and_nothing_else(self) -> None:
        dice = random.Random(1)
        valid = [
            {"method": "samples", "params": samples(1, 0, 3)},
            {"method": "contraction", "params": contraction(1, 1, 1, "ended", 5)},
            {"method": "gap", "params": {"subscription": 1, "first": 3, "missing": 2, "reason": "packetsLost"}},
            {"method": "lag", "params": {"subscription": 1, "first": 3, "last": 5, "dropped": 2}},
            {"method": "device", "params": {"subscription": 1, "state": "absent", "simulated": False}},
            {"id": 2, "result": {"subscription": 1}},
            {"id": 2, "error": {"code": -32004, "message": "m", "data": {"hint": "h"}}},
        ]
        odd = [None, True, -1, 1e308, 10**400, "", "x", [], {}, [None], {"index": 1}, [[1]], 2**70]
        refused = 0
        for _ in range(3000):
            session = self.session()
            message = json.loads(json.dumps(dice.choice(valid)))
            part = message
            while dice.random() < 0.7 and (inner := [v for v in part.values() if isinstance(v, dict) and v]):
                part = dice.choice(inner)
            part[dice.choice([*part])] = dice.choice(odd)
            line = bytearray(json.dumps(message).encode())
            if dice.random() < 0.3:
                line[dice.randrange(len(line))] = dice.randrange(256)
            try:
                session.receive(bytes(line))
            except TonusError:
                refused += 1
        self.assertTrue(300 < refused < 2900, f"{refused} of 3000: the dice are loaded")

    def session(self) -> Session:
        """One with subscription 1 and another request under way."""
        session = Session()
        subscription = session.new_subscription(["samples", "contractions", "device"])
        session.subscribe(subscription, subscription.first_params())
        session.receive(b'{"id":1,"result":{"subscription":1}}')
        other = session.new_subscription(["rest"])
        session.subscribe(other, other.first_params())
        return session
