# SPDX-License-Identifier: Apache-2.0
#
# The device is pulled out in the middle of the stream, twenty times. Then the daemon dies in the middle of the stream.

boot() { sed -n 's/^  "boot" : "\(.*\)".*/\1/p' /run/status; }
look
first=$(boot)
# The wall clock less the uptime: busybox' date knows whole seconds only, so the moment is awaited at which one begins.
second=$(date +%s)
while [ "$(date +%s)" = "$second" ]; do :; done
epoch=$(awk -v second="$((second + 1))" '{ printf "%.2f", second - $1 }' /proc/uptime)

round=0
while [ "$round" -lt 20 ]; do
    round=$((round + 1))
    device_does unplug
    ok "unplugging $round is noticed" wait_until 10 state_is absent
    plugged=$(awk -v epoch="$epoch" '{ printf "%.2f", epoch + $1 }' /proc/uptime)
    device_does plug
    ok "after plugging in $round it streams again" streams
    # The first sample of this run, by its own time stamp.
    first_sample=$(timeout 20 tonus watch --json --lookback 10 --seconds 2 | awk -v after="$plugged" '
        !found && /"method":"samples"/ {
            time = substr($0, index($0, "\"hostTime\":") + 11, 40) + 0
            if (time > after) { printf "%.2f\n", time - after; found = 1; exit }
        }')
    echo "$first_sample" >>/run/reopened
done
echo "# after plugging in: seconds to the first sample: $(sort -n /run/reopened | tr '\n' ' ')"
ok "the first sample comes within a second of plugging in" \
    awk 'BEGIN { bad = 1 } { bad = 0; if ($1 <= 0 || $1 > 1) { bad = 1; exit } } END { exit bad }' /run/reopened
is "the daemon is the same one" "$(look; boot)" "$first"
ok "the daemon's process lives" kill -0 "$daemon"

kill -9 "$daemon"
wait "$daemon" 2>/dev/null
needs daemon_start tonus
ok "after kill -9 another daemon streams" streams
ok "it is another one" [ "$(boot)" != "$first" ]
