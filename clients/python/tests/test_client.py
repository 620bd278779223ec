# SPDX-License-Identifier: Apache-2.0
import tempfile
import threading
import unittest

import tonus_client
from tonus_client import (
    BackOff,
    ConnectionClosed,
    Disconnected,
    Event,
    EventsUnread,
    Gap,
    Incompatible,
    Malformed,
    NotRunning,
    Reconnected,
    RequestFailed,
    Samples,
    TimedOut,
    Tonus,
)
from tonus_client import connection as connection_module

from .fake_daemon import FakeDaemon, Peer

QUICK = BackOff(first=0.01, longest=0.05)


def take(tonus: Tonus, count: int) -> list[Event]:
    """The next events; a test that gets none is at fault."""
    events: list[Event] = []
    for _ in range(count):
        event = tonus.receive(timeout=5)
        assert event is not None, f"only {events}"
        events.append(event)
    return events


class Connecting(unittest.TestCase):
    def test_says_that_nobody_listens(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(NotRunning) as raised:
            tonus_client.connect(f"{folder}/none.sock")
        self.assertIn("tonusd --simulate", raised.exception.hint)

    def test_names_a_path_that_cannot_be(self) -> None:
        with self.assertRaises(ConnectionClosed):
            tonus_client.connect("/" + "x" * 300)

    def test_refuses_what_is_no_tonusd_of_this_version(self) -> None:
        too_many = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32003,"message":"Full.","data":{"hint":"Wait."}}}\n'
        for name, greet, expected in (
            ("another version", lambda peer: peer.hello(major=2), Incompatible),
            ("garbage", lambda peer: peer.raw(b"HTTP/1.1 400\n"), Malformed),
            ("another message", lambda peer: peer.say("samples"), Malformed),
            ("closed", lambda peer: None, ConnectionClosed),
            ("no end of line", lambda peer: peer.raw(b"x" * 1_100_000), Malformed),
            ("too many clients", lambda peer: peer.raw(too_many), RequestFailed),
        ):
            with self.subTest(name), FakeDaemon(greet) as daemon, self.assertRaises(expected):
                tonus_client.connect(daemon.path)

    def test_does_not_wait_for_ever(self) -> None:
        with FakeDaemon(Peer.until_hung_up) as daemon, self.assertRaises(TimedOut):
            tonus_client.connect(daemon.path, timeout=0.05)


class Calling(unittest.TestCase):
    def test_returns_results_and_raises_refusals(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.reply(peer.request(), uptime=3, simulated=True)
            peer.refuse(peer.request(), -32005, "It moves.", "Wait.")

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            self.assertTrue(tonus.hello.simulated)
            self.assertEqual(tonus.status()["uptime"], 3)
            with self.assertRaises(RequestFailed) as raised:
                tonus.call("device.zero", {"state": "air"})
        self.assertEqual((raised.exception.name, raised.exception.hint), ("notPossibleNow", "Wait."))

    def test_keeps_events_that_come_meanwhile(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            request = peer.request()
            peer.samples(1, 0, 2)
            peer.say("somethingNew", subscription=1, a=1)
            peer.say("samples", subscription=77)
            peer.reply(request)
            peer.samples(1, 2, 1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            tonus.subscribe(["samples"])
            tonus.status()
            first, new, second = take(tonus, 3)
        self.assertEqual((first.index, second.index), (0, 2))  # type: ignore[union-attr]
        self.assertIsInstance(new, tonus_client.Other)

    def test_is_given_up_before_events_fill_the_memory(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            late = peer.request()
            for index in range(20):
                peer.samples(1, index, 1)
            peer.reply(late)
            peer.reply(peer.request(), uptime=9)

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            tonus.subscribe(["samples"])
            before, connection_module.LONGEST_QUEUE = connection_module.LONGEST_QUEUE, 10  # type: ignore[misc]
            try:
                with self.assertRaises(EventsUnread):
                    tonus.status()
            finally:
                connection_module.LONGEST_QUEUE = before  # type: ignore[misc]
            self.assertEqual([event.index for event in take(tonus, 20)], list(range(20)))  # type: ignore[union-attr]
            self.assertEqual(tonus.status()["uptime"], 9, "the late reply belongs to the call before")

    def test_takes_back_a_subscription_that_is_granted_too_late(self) -> None:
        later = threading.Event()
        seen = []

        def script(peer: Peer) -> None:
            peer.hello()
            request = peer.request()
            later.wait(5)
            peer.reply(request, subscription=1)
            peer.samples(1, 0, 1)
            peer.reply(peer.request())
            seen.append(peer.request())
            peer.until_hung_up()

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            with self.assertRaises(TimedOut):
                tonus.subscribe(["samples"], timeout=0.02)
            later.set()
            tonus.status()
            self.assertIsNone(tonus.receive(timeout=0))
        self.assertEqual(seen[0]["method"], "unsubscribe")
        self.assertNotIn("id", seen[0])

    def test_of_subscribe_by_its_name_would_not_survive_a_loss(self) -> None:
        with FakeDaemon(Peer.hello) as daemon, tonus_client.connect(daemon.path) as tonus:
            with self.assertRaises(ValueError):
                tonus.call("subscribe", {"streams": ["samples"]})

    def test_ends_with_the_connection_and_the_next_one_makes_it_anew(self) -> None:
        def dies(peer: Peer) -> None:
            peer.hello()
            peer.request()

        def lives(peer: Peer) -> None:
            peer.hello()
            peer.reply(peer.request(), uptime=5)

        with FakeDaemon(dies, lives) as daemon:
            with tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
                with self.assertRaises(ConnectionClosed):
                    tonus.status()
                self.assertEqual(tonus.status()["uptime"], 5)


class Subscribing(unittest.TestCase):
    def test_says_what_was_asked_and_stays_with_the_device(self) -> None:
        asked = []

        def script(peer: Peer) -> None:
            peer.hello()
            asked.append(peer.grant(1))
            peer.say("device", subscription=1, state="streaming", serial="P2", simulated=True)
            peer.samples(1, 0, 1)

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            subscription = tonus.subscribe(["samples"], lookback=3, raw=True, channels=(1,))
            (event,) = take(tonus, 1)
        self.assertIsInstance(event, Samples, "`device` was not asked for")
        self.assertEqual(subscription.device, "P2")
        self.assertEqual(asked, [{"streams": ["samples", "device"], "raw": True, "channels": [1], "lookback": 3}])

    def test_ends_where_the_loop_is_left(self) -> None:
        seen = []

        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            for index in range(3):
                peer.samples(1, index, 1)
            seen.append(peer.request())
            peer.reply(peer.request(), uptime=1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            for event in tonus.watch(["samples"]):
                break
            tonus.status()
            self.assertIsNone(tonus.receive(timeout=0), "what still waited is not given")
        self.assertEqual((seen[0]["method"], seen[0]["params"]), ("unsubscribe", {"subscription": 1}))


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


class ReadingSlowly(unittest.TestCase):
    def test_leaves_the_rest_in_the_socket_and_gets_all_of_it_later(self) -> None:
        stuck = threading.Event()
        total = 20_000

        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            for index in range(total):
                peer.connection.settimeout(0.2)
                try:
                    peer.samples(1, index, 1)
                except TimeoutError:
                    # sendall may have sent part of the line: what follows begins a new one.
                    stuck.set()
                    break
            peer.connection.settimeout(5)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            tonus.subscribe(["samples"])
            self.assertTrue(stuck.wait(10), "the client read although nobody asked it to")
            indices = []
            while isinstance(event := tonus.receive(timeout=0.2), Samples):
                indices.append(event.index)
        self.assertEqual(indices, list(range(len(indices))))
        self.assertGreater(len(indices), 10)


class Closing(unittest.TestCase):
    def test_ends_the_events(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            for event in tonus.watch(["samples"]):
                tonus.close()
            with self.assertRaises(ConnectionClosed):
                tonus.status()
            with self.assertRaises(ConnectionClosed):
                tonus.receive()
