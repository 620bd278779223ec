# SPDX-License-Identifier: Apache-2.0
#
# tonusd as systemd runs it, by the units that are shipped: rights, replugging, a crash, a hang, the end.
export TONUS_SOCKET=/run/tonus/tonus.sock
. /test/lib.sh

complain() {
    {
        systemctl status --no-pager --lines 12 tonusd.service tonusd.socket
        tail -n 3 /run/device.out
    } 2>&1 | sed 's/^/#   /'
}
now() { cut -d ' ' -f 1 /proc/uptime; }
shows() { systemctl show --value --property "$1" "${2:-tonusd.service}"; }
process() { shows MainPID; }
boot() { look; sed -n 's/^  "boot" : "\(.*\)".*/\1/p' /run/status; }
says_status() { shows StatusText | grep -q "$1"; }
access_of() { stat -c '%a %U %G' "$1"; }
as() { su -s /bin/sh "$1" -c "$2" >/dev/null 2>&1; }

echo "# service, at $(now) s: $(systemctl --version | head -n 1)"
for module in usb-common usbcore usbip-core vhci-hcd; do insmod "/modules/$module.ko"; done
ok "there is a user tonus, with a system's number" [ "$(id -u tonus)" -lt 1000 ]
sed -i '/^tonus:/s/$/patient/' /etc/group

# --- the socket

needs systemctl start tonusd.socket
is "the socket's folder is for the group" "$(access_of /run/tonus)" "750 tonus tonus"
is "so is the socket" "$(access_of $TONUS_SOCKET)" "660 tonus tonus"
ok "who is not of the group is kept out" sh -c '! su -s /bin/sh nobody -c "tonus status" >/dev/null 2>&1'
is "nothing runs before somebody asks" "$(shows ActiveState)" inactive
ok "whoever is of the group starts the daemon by asking" as patient "tonus status"
is "it runs" "$(shows ActiveState)" active
is "it runs as tonus" "$(stat -c %U "/proc/$(process)")" tonus
is "its state is nobody else's" "$(access_of /var/lib/tonus)" "700 tonus tonus"
first=$(boot)

# --- what it may and may not

proc() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$(process)/status"; }
is "it can get no rights" "$(proc NoNewPrivs)" 1
is "its system calls are filtered" "$(proc Seccomp)" 2
is "it has no capability" "$(proc CapBnd)" 0000000000000000
is "its memory is never written to disk" "$(awk '/^Max core/ { print $5, $6 }' "/proc/$(process)/limits")" "0 0"
ok "it waits for a probe, and says so" wait_until 10 says_status "Waiting for a perineometer"

# --- a probe comes and goes

needs device_start --attach comfortable-strong,rate=1000
ok "it streams" streams
ok "it says so" wait_until 10 says_status "Streaming from a perineometer"
look
is "the pipeline has real-time priority" "$(field pipeline)" true
is "the thread for USB has it too" "$(field usb)" true
is "the memory is locked" "$(field memoryLocked)" true
for round in 1 2 3 4 5; do
    device_does unplug
    ok "unplugging $round is noticed" wait_until 10 state_is absent
    device_does plug
    ok "after plugging in $round it streams again" streams
done
ok "samples come for a while" sleep 5
look
is "the daemon is still the first" "$(boot)" "$first"
for name in missing corrupt overrun; do is "no $name" "$(field $name)" 0; done

# --- another configuration

logged() { journalctl --no-pager --output cat --unit tonusd.service | grep -q "$1"; }
is "the folder for it is not the service's own" "$(access_of /etc/tonus)" "755 root root"
echo 'access: {others: observer}' >/etc/tonus/tonusd.yaml
needs systemctl reload tonusd.service
ok "it reads its configuration anew" wait_until 10 logged 'The configuration was read anew. .*changed=access.others'
ok "whoever the change is about gets other rights" as patient 'tonus zero --clear 2>&1 | grep -q observer'
echo 'acces: {others: observer}' >/etc/tonus/tonusd.yaml
needs systemctl reload tonusd.service
ok "a file with a fault is not taken over" wait_until 10 logged 'The configuration was not taken over'
ok "the log names file, line and the right word" logged '/etc/tonus/tonusd.yaml:1.*access'
is "it is not thought to be reloading any more" "$(shows ActiveState)" active
ok "what held before holds" as patient 'tonus zero --clear 2>&1 | grep -q observer'
rm /etc/tonus/tonusd.yaml
needs systemctl reload tonusd.service
ok "without a file all is default again" as patient 'sleep 1; tonus zero --clear'
ok "it streams all the while" streams
look
is "it is the same daemon" "$(boot)" "$first"

# --- what the unit must not say

# by DIRECTIVE: the shipped unit and a directive more.
by() {
    mkdir -p /run/systemd/system/tonusd.service.d
    printf '[Service]\n%s\n' "$1" >/run/systemd/system/tonusd.service.d/test.conf
    systemctl daemon-reload
}
by_nothing() { rm -r /run/systemd/system/tonusd.service.d && systemctl daemon-reload; }
# with DIRECTIVE STATE: another daemon, by the shipped unit and a directive more, has a probe in this state after a replug.
with() {
    by "$1"
    systemctl restart tonusd.service
    streams || echo "# with $1 it does not even stream at first"
    device_does unplug
    sleep 2
    device_does plug
    sleep 3
    state=$(ask state)
    by_nothing
    is "with $1 a probe that comes back is $2" "$state" "$2"
}
with RestrictRealtime=no streaming
with PrivateNetwork=yes absent
# Half a minute of silence is long in a guest; the mechanism is the same.
by WatchdogSec=6
systemctl restart tonusd.service
ok "after a restart it streams" streams

# --- a crash and a hang

first=$(boot)
kill -9 "$(process)"
ok "a client that comes after a crash waits for the next daemon" as patient "timeout 60 tonus status"
ok "the next daemon streams" streams
ok "it is another one" [ "$(boot)" != "$first" ]
is "systemd started it once more" "$(shows NRestarts)" 1

first=$(boot)
kill -STOP "$(process)"
restarted() { [ "$(shows NRestarts)" = 2 ]; }
ok "a daemon that hangs is ended and started anew" wait_until 60 restarted
says "systemd tells why" "$(journalctl --no-pager --output cat --unit tonusd.service | grep -i watchdog | head -n 1)" \
    'watchdog timeout'
ok "the new one streams" streams
ok "it is another one" [ "$(boot)" != "$first" ]

# --- the end

needs systemctl stop tonusd.service
is "it ends in order" "$(shows Result) $(shows ExecMainStatus)" "success 0"
ok "the socket stays, for whoever comes next" [ -S $TONUS_SOCKET ]
needs systemctl stop tonusd.socket
ok "the socket goes with its unit" [ ! -e $TONUS_SOCKET ]
needs systemctl start tonusd.service
is "without the socket's unit it makes one for the group" "$(access_of $TONUS_SOCKET)" "660 tonus tonus"
ok "it streams" streams
needs systemctl stop tonusd.service
ok "it takes that one away" [ ! -e $TONUS_SOCKET ]

# --- the unit of one person

export XDG_RUNTIME_DIR=/run/user/1000 TONUS_SOCKET=/run/user/1000/tonus/tonus.sock
mkdir -p /home/patient $XDG_RUNTIME_DIR
chown patient:patient /home/patient $XDG_RUNTIME_DIR
chmod 700 $XDG_RUNTIME_DIR
# What a login would start.
systemd-run --quiet --unit patient --property User=patient --property Delegate=yes --property Type=notify \
    --setenv XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR --setenv HOME=/home/patient /lib/systemd/systemd --user
person() { su -s /bin/sh patient -c "systemctl --user $*"; }
ok "a person starts a daemon of her own" person start tonusd.service
is "its folder is hers alone" "$(access_of ${TONUS_SOCKET%/*})" "700 patient patient"
is "so is its socket" "$(access_of $TONUS_SOCKET)" "600 patient patient"
ok "it streams" streams
for round in 1 2; do
    device_does unplug
    ok "unplugging $round is noticed" wait_until 10 state_is absent
    device_does plug
    ok "after plugging in $round it streams again" streams
done
ok "it ends" person stop tonusd.service
ok "its folder goes with it" [ ! -e ${TONUS_SOCKET%/*} ]
device_does quit

echo "1..$count"
echo "# $((count - failures)) of $count passed, at $(now) s"
# QEMU's isa-debug-exit makes 33 of it; whatever else happens the exit code is another.
[ "$failures" -gt 0 ] || printf '\020' | dd of=/dev/port bs=1 seek=$((0xf4)) 2>/dev/null
poweroff -f
