# SPDX-License-Identifier: Apache-2.0
#
# Everything that can go wrong with a transfer: counted by whom it is lost, and the stream goes on.

# counts FIELD: how much it has grown since `begin`.
begin() { look; for name in corrupt missing gaps clipped; do eval "old_$name=$(field $name)"; done; }
grown() { eval "echo \$((\$(field $1) - old_$1))"; }
faulted() { device stats | tr ' ' '\n' | sed -n 's/^faulted=//p'; }

# wrong COMMAND CORRUPT MISSING: the stream goes on, and so many packets and samples are counted as lost.
wrong() {
    begin
    watch_start
    device_does $1
    sleep 0.5
    ok "after $1 the stream goes on" streams
    result "$1" "$(grown missing)" "$(grown corrupt)" "$(watch_end)"
    is "$1: packets counted as corrupt" "$(grown corrupt)" "$2"
    is "$1: samples counted as missing" "$(grown missing)" "$3"
}

before=$(faulted)
wrong stall 0 0
ok "the kernel saw the stall" [ "$(faulted)" -gt "$before" ]
before=$(faulted)
wrong "eproto 3" 0 0
wrong "overflow 2" 0 0
is "the kernel saw five failed transfers" "$(($(faulted) - before))" 5
# Two samples in each packet.
wrong "short 9" 1 2
wrong zlp 0 2
wrong "corrupt 4" 4 8
wrong "jump 5" 0 0
wrong reboot 0 0

begin
device_does over-range 0.1
sleep 0.5
ok "after over-range the stream goes on" streams
clipped=$(grown clipped)
ok "over-range: 100 samples are counted as clipped ($clipped)" [ "$clipped" -ge 98 -a "$clipped" -le 104 ]

begin
watch_start
device_does freeze 0.2
sleep 1
ok "after a fifth of a second's silence the stream goes on" streams
missing=$(grown missing)
result "freeze 0.2 s" "$missing" "$(grown corrupt)" "$(watch_end)"
# The device keeps 16 packets of two samples.
ok "freeze: what did not fit into the device is counted as missing ($missing)" [ "$missing" -gt 100 -a "$missing" -lt 200 ]
is "nothing was taken for corrupt in it" "$(grown corrupt)" 0

# Longer than the watchdog bears: transfers are sent anew, the device is reset, and at last opened anew. Over USB/IP no
# reset reaches the device, so it has to thaw by itself.
begin
watch_start
device_does freeze 6
sleep 5
ok "a device that is stuck is brought back" streams
result "freeze 6 s" "$(grown missing)" "$(grown corrupt)" "$(watch_end)"
says "the log tells that it stalled" "$(grep -c 'sent nothing for' /run/tonusd.log)" '^[1-9]'

begin
watch_start
device_does clock-step 5000000
sleep 1
ok "after a step of the device's clock the stream goes on" streams
result "clock-step 5 s" "$(grown missing)" "$(grown corrupt)" "$(watch_end)"

begin
device_does drift 200
sleep 5
device_does drift 0
look
is "an oscillator wrong by 200 parts per million loses nothing" "$(grown missing) $(grown gaps)" "0 0"
