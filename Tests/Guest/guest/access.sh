# SPDX-License-Identifier: Apache-2.0
#
# A daemon without permission must say so, and not look like one without a device.

needs daemon_start nobody
ok "without permission the device is unavailable" wait_until 20 state_is unavailable
says "the reason is permission" "$(field reason)" permission
says "the hint names the rule" "$(field hint)" 70-tonus.rules
kill "$daemon"
wait "$daemon"
