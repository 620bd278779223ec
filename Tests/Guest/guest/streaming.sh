# SPDX-License-Identifier: Apache-2.0
#
# 1000 samples a second for a minute, none lost.

needs daemon_start tonus
ok "it streams" streams
is "it says SIMULATED" "$(field simulated)" true
is "it knows the serial number" "$(field serial)" GUEST-1
sleep 2

top() { sed -n "s/^  \"$1\" : \([^,]*\),\{0,1\}\$/\1/p" /run/status; }
look
samples=$(field samples) uptime=$(top uptime)
sleep 60
look
echo "# $(field samples) - $samples samples in $(top uptime) - $uptime s"
# The counts are read a moment after the clock, and samples come two at a time.
ok "1000 samples come in each second" awk "BEGIN {
    lead = ($(field samples) - $samples) - 1000 * ($(top uptime) - $uptime)
    exit !(lead >= -4 && lead <= 4) }"
for name in gaps missing corrupt duplicate late overrun; do is "no $name" "$(field $name)" 0; done
