# SPDX-License-Identifier: Apache-2.0
import tempfile
import threading
import unittest

import tonus_client
from tonus_client import (
    ConnectionClosed,
    Disconnected,
    Dismissed,
    EventsUnread,
    Incompatible,
    Malformed,
    NotAllowed,
    NotRunning,
    RequestFailed,
    Samples,
    TimedOut,
)
from tonus_client import connection as connection_module

from .fake_daemon import FakeDaemon, Peer
from .taking import QUICK, take


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


class BeingSentAway(unittest.TestCase):
    def test_does_not_come_back_by_itself(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.say("bye", reason="ended", message="Ended.", hint="Ask.")

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path, back_off=QUICK) as tonus:
            tonus.subscribe(["samples"])
            lost = tonus.receive(5)
            assert isinstance(lost, Disconnected) and isinstance(lost.error, Dismissed)
            with self.assertRaises(Dismissed):
                tonus.receive(5)

    def test_an_observer_is_told_so(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.say("role", role="observer")
            peer.refuse(peer.request(), -32006, "For controllers.", "Ask.")

        with FakeDaemon(script) as daemon, tonus_client.connect(daemon.path) as tonus:
            with self.assertRaises(NotAllowed) as raised:
                tonus.pause()
            self.assertEqual((raised.exception.name, tonus.hello.role), ("notAllowed", "observer"))


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
            subscription = tonus.subscribe(["samples"], lookback=3, rate=50, raw=True, channels=(1,))
            (event,) = take(tonus, 1)
        self.assertIsInstance(event, Samples, "`device` was not asked for")
        self.assertEqual(subscription.device, "P2")
        options = {"rate": 50, "raw": True, "channels": [1], "lookback": 3}
        self.assertEqual(asked, [{"streams": ["samples", "device"], **options}])

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
