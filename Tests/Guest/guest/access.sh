# SPDX-License-Identifier: Apache-2.0
#
# A daemon without permission must say so, and not look like one without a device.

needs daemon_start nobody
ok "without permission the device is unavailable" wait_until 20 state_is unavailable
reason=$(field reason)
hint=$(field hint)
echo "# $reason $hint"
ok "the reason names permission" sh -c "echo '$reason' | grep -qi 'permi\|access\|allow'"
ok "there is a hint" [ -n "$hint" ]
kill "$daemon"
wait "$daemon"
