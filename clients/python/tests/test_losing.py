# SPDX-License-Identifier: Apache-2.0
import unittest

import tonus_client
from tonus_client import (
    BackOff,
    ConnectionClosed,
    Disconnected,
    Gap,
    Incompatible,
    Malformed,
    NotRunning,
    Reconnected,
    Samples,
)

from .fake_daemon import FakeDaemon, Peer
from .taking import QUICK, take


class Losing(unittest.TestCase):
    def test_takes_up_where_it_was(self) -> None:
        asked = []

        def before(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 10)

        def after(peer: Peer) -> None:
            peer.hello(host_time=995.04)
            asked.append(peer.grant(9))
            peer.samples(9, 5, 8)
            peer.samples(9, 13, 1)
            peer.until_hung_up()

        with FakeDaemon(before, after) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                subscription = tonus.subscribe(["samples"])
                _, lost, back, first, second = take(tonus, 5)
        assert isinstance(lost, Disconnected) and isinstance(back, Reconnected)
        assert isinstance(first, Samples) and isinstance(second, Samples)
        self.assertIsInstance(lost.error, ConnectionClosed)
        self.assertFalse(back.boot_changed)
        self.assertEqual((first.index, len(first), second.index), (10, 3, 13))
        self.assertEqual({first.subscription, second.subscription}, {subscription.number})
        self.assertEqual(asked[0]["device"], "P1", "it must not fall to another person's probe")
        self.assertAlmostEqual(asked[0]["lookback"], 6.0, places=6)

    def test_asks_for_the_device_that_was_named(self) -> None:
        asked = []

        def before(peer: Peer) -> None:
            peer.hello()
            peer.grant(1, "P1")
            peer.say("device", subscription=1, state="streaming", serial="P2", simulated=True)

        def after(peer: Peer) -> None:
            peer.hello()
            asked.append(peer.grant(1, "P1"))
            peer.until_hung_up()

        with FakeDaemon(before, after) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                tonus.subscribe(["samples"], device="P1")
                take(tonus, 2)
        self.assertEqual(asked[0]["device"], "P1")

    def test_tells_what_was_missed(self) -> None:
        def before(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 10)

        def after(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 30, 1)
            peer.until_hung_up()

        with FakeDaemon(before, after) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                tonus.subscribe(["samples"], delivery="latest")
                gap = take(tonus, 5)[3]
        self.assertEqual(gap, Gap(1, 10, 20, "connectionLost", True))

    def test_tells_another_start_of_the_daemon_and_begins_anew(self) -> None:
        asked = []

        def before(peer: Peer) -> None:
            peer.hello("a")
            peer.grant(1)
            peer.samples(1, 500, 10)

        def refuses(peer: Peer) -> None:
            peer.hello("b")
            peer.refuse(peer.request(), -32004)

        def after(peer: Peer) -> None:
            peer.hello("b")
            asked.append(peer.grant(1))
            peer.samples(1, 0, 1)
            peer.until_hung_up()

        with FakeDaemon(before, refuses, after) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                tonus.subscribe(["samples"])
                _, lost, back, samples = take(tonus, 4)
        assert isinstance(back, Reconnected) and isinstance(samples, Samples)
        self.assertIsInstance(lost, Disconnected)
        self.assertTrue(back.boot_changed, "though the attempt before met this start too")
        self.assertEqual((samples.index, asked[0]["lookback"]), (0, 120.0))

    def test_in_the_middle_of_an_attempt_loses_and_repeats_nothing(self) -> None:
        def before(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.grant(2)
            peer.samples(1, 0, 10)

        def half(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 5, 20)
            peer.refuse(peer.request(), -32004)

        def whole(peer: Peer) -> None:
            peer.hello()
            peer.grant(2)
            peer.grant(1)
            peer.samples(2, 5, 20)
            peer.until_hung_up()

        with FakeDaemon(before, half, whole) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                tonus.subscribe(["samples"])
                tonus.subscribe(["device"], device="P2")
                _, _, back, samples = take(tonus, 4)
        assert isinstance(samples, Samples)
        self.assertIsInstance(back, Reconnected)
        self.assertEqual((samples.subscription, samples.index, len(samples)), (1, 10, 15))

    def test_answers_garbage_and_endless_lines_by_a_new_connection(self) -> None:
        for name, rubbish in (
            ("garbage", b"\x00\xff\n"),
            ("a wrong member", b'{"method":"samples","params":{"subscription":1,"pressure":"x"}}\n'),
            ("an endless line", b"x" * 1_200_000),
        ):

            def before(peer: Peer, rubbish: bytes = rubbish) -> None:
                peer.hello()
                peer.grant(1)
                peer.raw(rubbish)

            def after(peer: Peer) -> None:
                peer.hello()
                peer.grant(1)
                peer.samples(1, 0, 1)
                peer.until_hung_up()

            with self.subTest(name), FakeDaemon(before, after) as daemon:
                with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                    tonus.subscribe(["samples"])
                    lost, back, samples = take(tonus, 3)
                assert isinstance(lost, Disconnected)
                self.assertIsInstance(lost.error, Malformed)
                self.assertIsInstance(back, Reconnected)
                self.assertIsInstance(samples, Samples)

    def test_raises_where_no_new_connection_is_wanted_or_comes(self) -> None:
        for back_off in (None, BackOff(first=0.01, longest=0.02, give_up_after=0.1)):
            with self.subTest(back_off), FakeDaemon(Peer.hello) as daemon:
                with tonus_client.connect(daemon.path, back_off=back_off) as tonus:
                    self.assertIsInstance(tonus.receive(), Disconnected)
                    with self.assertRaises((ConnectionClosed, NotRunning)):
                        tonus.receive()

    def test_ends_at_a_daemon_of_another_version(self) -> None:
        with FakeDaemon(Peer.hello, lambda peer: peer.hello(major=2)) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                self.assertIsInstance(tonus.receive(), Disconnected)
                for _ in range(2):
                    with self.assertRaises(Incompatible):
                        tonus.receive()

    def test_is_waited_for_no_longer_than_asked(self) -> None:
        with FakeDaemon(Peer.hello) as daemon:
            with tonus_client.connect(daemon.path, back_off=BackOff(first=100, longest=100)) as tonus:
                self.assertIsInstance(tonus.receive(), Disconnected)
                self.assertIsNone(tonus.receive(timeout=0.01))
                with self.assertRaises(ConnectionClosed):
                    tonus.call("status", timeout=0.01)
