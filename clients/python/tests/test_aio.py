# SPDX-License-Identifier: Apache-2.0
import asyncio
import threading
import unittest

from tonus_client import (
    BackOff,
    ConnectionClosed,
    Disconnected,
    Dismissed,
    Event,
    Incompatible,
    Malformed,
    NotRunning,
    Reconnected,
    RequestFailed,
    Samples,
    TimedOut,
    TonusError,
    aio,
)

from .fake_daemon import FakeDaemon, Peer

QUICK = BackOff(first=0.01, longest=0.05)


async def take(tonus: aio.AsyncTonus, count: int) -> list[Event]:
    """The next events; a test that gets none is at fault."""
    return [await asyncio.wait_for(tonus.receive(), 5) for _ in range(count)]


class Connecting(unittest.IsolatedAsyncioTestCase):
    async def test_refuses_what_is_no_tonusd_of_this_version(self) -> None:
        for name, greet, expected in (
            ("another version", lambda peer: peer.hello(major=2), Incompatible),
            ("garbage", lambda peer: peer.raw(b"HTTP/1.1 400\n"), Malformed),
            ("closed", lambda peer: None, ConnectionClosed),
        ):
            with self.subTest(name), FakeDaemon(greet) as daemon, self.assertRaises(expected):
                async with aio.connect(daemon.path):
                    pass
        with self.assertRaises(NotRunning):
            async with aio.connect("/nonexistent/tonus.sock"):
                pass

    async def test_does_not_wait_for_ever(self) -> None:
        with FakeDaemon(Peer.until_hung_up) as daemon, self.assertRaises(TimedOut):
            async with aio.connect(daemon.path, timeout=0.05):
                pass

    async def test_comes_before_everything_else(self) -> None:
        tonus = aio.connect("/nonexistent/tonus.sock")
        for use in (tonus.receive, tonus.status):
            with self.assertRaises(ConnectionClosed):
                await use()


class BeingSentAway(unittest.IsolatedAsyncioTestCase):
    async def test_does_not_come_back_by_itself(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.say("bye", reason="ended", message="Ended.", hint="Ask.")

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path, back_off=QUICK) as tonus:
                (lost,) = await take(tonus, 1)
                assert isinstance(lost, Disconnected) and isinstance(lost.error, Dismissed)
                with self.assertRaises(Dismissed):
                    await take(tonus, 1)


class Calling(unittest.IsolatedAsyncioTestCase):
    async def test_many_at_once_get_each_their_own_reply(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            requests = [peer.request() for _ in range(3)]
            for request in reversed(requests):
                peer.reply(request, method=request["method"])
            peer.refuse(peer.request(), -32601)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path) as tonus:
                results = await asyncio.gather(*(tonus.call(method) for method in "abc"))
                with self.assertRaises(RequestFailed):
                    await tonus.call("d")
        self.assertEqual([result["method"] for result in results], ["a", "b", "c"])

    async def test_all_under_way_end_with_the_connection(self) -> None:
        def dies(peer: Peer) -> None:
            peer.hello()
            for _ in range(3):
                peer.request()

        def lives(peer: Peer) -> None:
            peer.hello()
            peer.reply(peer.request(), uptime=5)
            peer.until_hung_up()

        with FakeDaemon(dies, lives) as daemon:
            async with aio.connect(daemon.path, back_off=QUICK) as tonus:
                results = await asyncio.gather(*(tonus.status() for _ in range(3)), return_exceptions=True)
                self.assertEqual([type(result) for result in results], [ConnectionClosed] * 3)
                self.assertEqual((await tonus.status())["uptime"], 5)

    async def test_that_time_out_leave_the_connection_as_it_was(self) -> None:
        later = threading.Event()
        seen = []

        def script(peer: Peer) -> None:
            peer.hello()
            request = peer.request()
            later.wait(5)
            peer.reply(request, subscription=1)
            seen.append(peer.request())
            peer.reply(peer.request(), uptime=5)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path) as tonus:
                with self.assertRaises(TimedOut):
                    await tonus.subscribe(["samples"], timeout=0.02)
                later.set()
                while not seen:
                    await asyncio.sleep(0.001)
                self.assertEqual((await tonus.status())["uptime"], 5)
        self.assertEqual((seen[0]["method"], seen[0]["params"]), ("unsubscribe", {"subscription": 1}))


class Subscribing(unittest.IsolatedAsyncioTestCase):
    async def test_ends_where_the_loop_is_left(self) -> None:
        seen = []

        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 1)
            seen.append(peer.request())
            peer.reply(peer.request(), uptime=1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path) as tonus:
                events = tonus.watch(["samples"])
                self.assertIsInstance(await events.__anext__(), Samples)
                await events.aclose()
                await tonus.status()
        self.assertEqual(seen[0]["method"], "unsubscribe")

    async def test_ended_by_hand_gives_nothing_more(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 1)
            peer.reply(peer.request(), subscription=1)
            peer.grant(2)
            peer.samples(2, 5, 1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path) as tonus:
                await tonus.unsubscribe(await tonus.subscribe(["samples"]))
                second = await tonus.subscribe(["samples"])
                (event,) = await take(tonus, 1)
        assert isinstance(event, Samples)
        self.assertEqual((event.subscription, event.index), (second.number, 5))


class Losing(unittest.IsolatedAsyncioTestCase):
    async def test_takes_up_where_it_was(self) -> None:
        def before(peer: Peer) -> None:
            peer.hello("a")
            peer.grant(1)
            peer.samples(1, 0, 10)

        def refuses(peer: Peer) -> None:
            peer.hello("a")
            peer.refuse(peer.request(), -32004)

        def after(peer: Peer) -> None:
            peer.hello("a")
            peer.grant(4)
            peer.samples(4, 5, 10)
            peer.until_hung_up()

        with FakeDaemon(before, refuses, after) as daemon:
            async with aio.connect(daemon.path, back_off=QUICK) as tonus:
                await tonus.subscribe(["samples"])
                _, lost, back, samples = await take(tonus, 4)
        assert isinstance(back, Reconnected) and isinstance(samples, Samples)
        self.assertIsInstance(lost, Disconnected)
        self.assertFalse(back.boot_changed)
        self.assertEqual((samples.subscription, samples.index, len(samples)), (1, 10, 5))

    async def test_tells_another_start_of_the_daemon(self) -> None:
        def before(peer: Peer) -> None:
            peer.hello("a")
            peer.grant(1)
            peer.raw(b"garbage\n")

        def after(peer: Peer) -> None:
            peer.hello("b")
            peer.grant(1)
            peer.until_hung_up()

        with FakeDaemon(before, after) as daemon:
            async with aio.connect(daemon.path, back_off=QUICK) as tonus:
                await tonus.subscribe(["samples"])
                lost, back = await take(tonus, 2)
        assert isinstance(lost, Disconnected) and isinstance(back, Reconnected)
        self.assertIsInstance(lost.error, Malformed)
        self.assertTrue(back.boot_changed)

    async def test_raises_to_everybody_where_no_new_connection_is_wanted_or_comes(self) -> None:
        for back_off in (None, BackOff(first=0.01, longest=0.02, give_up_after=0.1)):
            with self.subTest(back_off), FakeDaemon(Peer.hello) as daemon:
                async with aio.connect(daemon.path, back_off=back_off) as tonus:
                    self.assertIsInstance(await tonus.receive(), Disconnected)
                    ends = await asyncio.gather(tonus.receive(), tonus.receive(), return_exceptions=True)
                    self.assertTrue(all(isinstance(end, TonusError) for end in ends), ends)
                    with self.assertRaises(TonusError):
                        await tonus.status()

    async def test_is_waited_for_no_longer_than_asked(self) -> None:
        with FakeDaemon(Peer.hello) as daemon:
            async with aio.connect(daemon.path, back_off=BackOff(first=100, longest=100)) as tonus:
                self.assertIsInstance(await tonus.receive(), Disconnected)
                with self.assertRaises(ConnectionClosed):
                    await tonus.call("status", timeout=0.01)


class ReadingSlowly(unittest.IsolatedAsyncioTestCase):
    async def test_leaves_the_socket_unread_and_gets_all_of_it_later(self) -> None:
        stuck = threading.Event()
        told: list[int] = []

        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            for index in range(100_000):
                peer.connection.settimeout(0.2)
                try:
                    peer.samples(1, index, 1)
                except TimeoutError:
                    stuck.set()
                    break
                told.append(index)
            peer.connection.settimeout(5)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path, longest_queue=8) as tonus:
                await tonus.subscribe(["samples"])
                for _ in range(1000):
                    if stuck.is_set():
                        break
                    await asyncio.sleep(0.01)
                self.assertTrue(stuck.is_set(), "the client read although nobody took its events")
                indices = [event.index for event in await take(tonus, len(told)) if isinstance(event, Samples)]
        self.assertEqual(indices, told)


class Closing(unittest.IsolatedAsyncioTestCase):
    async def test_ends_the_events_and_the_calls(self) -> None:
        def script(peer: Peer) -> None:
            peer.hello()
            peer.grant(1)
            peer.samples(1, 0, 1)
            peer.until_hung_up()

        with FakeDaemon(script) as daemon:
            async with aio.connect(daemon.path) as tonus:
                call: asyncio.Task[object] | None = None
                async for _ in tonus.watch(["samples"]):
                    call = asyncio.create_task(tonus.call("status"))
                    await asyncio.sleep(0)
                    await asyncio.sleep(0)
                    await tonus.close()
                assert call is not None
                with self.assertRaises(ConnectionClosed):
                    await call
                with self.assertRaises(ConnectionClosed):
                    await tonus.status()
