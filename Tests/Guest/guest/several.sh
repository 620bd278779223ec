# SPDX-License-Identifier: Apache-2.0
#
# Two devices at once: pulling one out costs the other nothing.

mkfifo /run/second.in
tonus-virtual-device --attach slow-release,rate=1000,seed=2 --serial GUEST-2 <>/run/second.in >/run/second.out 2>&1 &
exec 4>/run/second.in
second() { tonus devices --json | tr -d ' \n' | grep -o '"serial":"GUEST-2","simulated":[a-z]*,"state":"[a-z]*"' | sed 's/.*"state":"//; s/"//'; }
second_is() { [ "$(second)" = "$1" ]; }
ok "a second device streams" wait_until 20 second_is streaming
ok "the first one streams beside it" streams
begin
echo unplug >&4
ok "pulling the second one out is noticed" wait_until 10 second_is absent
echo plug >&4
ok "it streams again once it is back" wait_until 20 second_is streaming
look
is "the first one lost nothing" "$(grown missing) $(grown gaps)" "0 0"
echo quit >&4
ok "it is absent when its process has ended" wait_until 10 second_is absent
exec 4>&-
