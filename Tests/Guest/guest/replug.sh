# SPDX-License-Identifier: Apache-2.0
#
# The device is pulled out in the middle of the stream, five times. Then the daemon dies in the middle of the stream.

boot() { sed -n 's/^  "boot" : "\(.*\)".*/\1/p' /run/status; }
look
first=$(boot)
for round in 1 2 3 4 5; do
    device_does unplug
    ok "unplugging $round is noticed" wait_until 10 state_is absent
    device_does plug
    ok "after plugging in $round it streams again" streams
done
is "the daemon is the same one" "$(look; boot)" "$first"
ok "the daemon's process lives" kill -0 "$daemon"

kill -9 "$daemon"
wait "$daemon" 2>/dev/null
needs daemon_start tonus
ok "after kill -9 another daemon streams" streams
ok "it is another one" [ "$(boot)" != "$first" ]
