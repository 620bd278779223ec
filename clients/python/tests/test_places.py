# SPDX-License-Identifier: Apache-2.0
import unittest

from tonus_client import BackOff, socket_path


class TheSocket(unittest.TestCase):
    def test_is_looked_for_where_the_protocol_says(self) -> None:
        user, service = "/run/user/7/tonus/tonus.sock", "/run/tonus/tonus.sock"
        home = {"XDG_RUNTIME_DIR": "/run/user/7"}
        for given, environment, there, expected in (
            ("/a", {"TONUS_SOCKET": "/b"}, [user, service], "/a"),
            (None, {"TONUS_SOCKET": "/b", **home}, [user, service], "/b"),
            (None, {"TONUS_SOCKET": "", **home}, [user, service], user),
            (None, home, [service], service),
            (None, home, [], user),
            (None, {}, [], service),
            (None, {"XDG_RUNTIME_DIR": "relative"}, [], service),
        ):
            with self.subTest(given=given, environment=environment, there=there):
                self.assertEqual(socket_path(given, environment, there.__contains__), expected)


class BackingOff(unittest.TestCase):
    def test_waits_longer_up_to_the_bound_and_never_all_at_once(self) -> None:
        back_off = BackOff(first=0.1, longest=5.0)
        longest = [back_off.delay(attempt, lambda: 1.0) for attempt in range(8)]
        self.assertEqual([round(wait, 3) for wait in longest], [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])
        self.assertAlmostEqual(back_off.delay(3, lambda: 0.0), 0.4)
        self.assertEqual(back_off.delay(10**9, lambda: 1.0), 5.0)
