# SPDX-License-Identifier: Apache-2.0
#
# The end of the device that was attached, and another one that the usbip tools attach.

device_does quit
is_gone() { ! device_folder; }
ok "the device leaves with its process" wait_until 10 is_gone
ok "the daemon tells" wait_until 10 state_is absent

exec 3>&-
rm /run/device.in
ok "a device is offered on TCP" device_start --listen comfortable-strong,rate=1000
says "the usbip tools list it" "$(usbip list -r 127.0.0.1 2>&1 | tr -s ' \n' ' ')" '1-1: .*1209:0001'
ok "the usbip tools attach it" usbip attach -r 127.0.0.1 -b 1-1
ok "it streams" streams
begin
sleep 2
look
is "nothing is missing" "$(grown missing)" 0
device_does unplug
ok "unplugging is noticed" wait_until 10 state_is absent
device_does plug
ok "the usbip tools attach it again" usbip attach -r 127.0.0.1 -b 1-1
ok "it streams again" streams

kill "$daemon"
wait "$daemon"
is "the daemon ends in order" $? 0
device_does quit
