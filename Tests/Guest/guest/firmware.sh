# SPDX-License-Identifier: Apache-2.0
#
# Devices with other firmware, good and bad.

# replug COMMAND...: what is asked for takes effect when the device is plugged in again.
replug() {
    device_does "$@" && device_does unplug && wait_until 10 state_is absent && device_does plug
}

ok "a device comes back with other firmware" replug firmware 2.3.4
ok "it streams" streams
is "its version is told" "$(field firmware)" 2.3.4

ok "a device comes back with a later protocol" replug protocol 2
ok "it is unavailable" wait_until 10 state_is unavailable
is "the reason is told" "$(field reason)" "The perineometer speaks protocol 2.x; this daemon speaks 1.x."
says "the hint says what to do" "$(field hint)" "update tonus"
samples=$(field samples)
sleep 1
is "nothing streams" "$(ask samples)" "$samples"
device_does protocol 1

ok "a device comes back whose interface is of a later protocol" replug interface-protocol 2
ok "it is unavailable" wait_until 10 state_is unavailable
is "the reason is told" "$(field reason)" "The perineometer speaks protocol 2.x; this daemon speaks 1.x."
device_does interface-protocol 1

ok "a device comes back with a damaged calibration" replug bad-calibration
ok "it is unavailable" wait_until 10 state_is unavailable
says "the reason is the calibration" "$(field reason)" calibration
ok "once it is sound again" replug bad-calibration off
ok "it streams" streams
ok "the daemon's process lives" kill -0 "$daemon"
