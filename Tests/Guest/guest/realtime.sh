# SPDX-License-Identifier: Apache-2.0
#
# Where the system permits it, the way of a sample has precedence.

rm -f /run/device.in
needs device_start --attach comfortable-strong,rate=1000,channels=8
needs daemon_start root
ok "it streams" streams
look
is "the pipeline has real-time priority" "$(field pipeline)" true
is "the thread for USB has it too" "$(field usb)" true
is "the memory is locked" "$(field memoryLocked)" true
ticks() { awk '{ print $14 + $15 }' "/proc/$daemon/stat"; }
before=$(ticks)
sleep 10
# 100 ticks a second.
echo "# at 1000 samples a second of 8 channels the daemon used $((($(ticks) - before) / 10)) % of this slow processor"
kill "$daemon"
wait "$daemon"
device_does quit
