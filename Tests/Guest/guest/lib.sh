# SPDX-License-Identifier: Apache-2.0
#
# Words for the tests: TAP lines, the virtual device and the daemon. For busybox sh.

count=0 failures=0

# ok NAME COMMAND...: a test that passes where the command succeeds.
ok() {
    name=$1
    shift
    count=$((count + 1))
    if "$@"; then
        echo "ok $count - $name"
    else
        failures=$((failures + 1))
        echo "not ok $count - $name"
        echo "# failed: $*"
        # Once says enough, and takes a while.
        [ "$failures" -gt 3 ] || complain
    fi
}

# is NAME ACTUAL EXPECTED
is() {
    ok "$1" [ "$2" = "$3" ]
    [ "$2" = "$3" ] || echo "# got '$2', expected '$3'"
}

# says NAME TEXT PATTERN: the text contains the pattern (grep -E, whatever the case).
says() {
    echo "# $2"
    echo "$2" >/run/text
    ok "$1" grep -qiE "$3" /run/text
}

# What a person needs who reads a failure.
complain() {
    {
        tonus status --json 2>&1 | tr -d '\n' | tr -s ' '
        echo
        tail -n 5 /run/tonusd.log 2>/dev/null
        tail -n 3 /run/device.out
        dmesg | tail -n 5
    } | sed 's/^/#   /'
}

# wait_until SECONDS COMMAND...: looks ten times a second, in the guest's time.
wait_until() {
    tries=$(($1 * 10))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# needs COMMAND...: without which nothing that follows makes sense.
needs() {
    "$@" && return
    echo "Bail out! failed: $*"
    complain
    poweroff -f
}

# --- what a client sees

# watch_start: a client that keeps all samples, with their instants.
watch_start() {
    tonus watch --json >/run/watch 2>/dev/null &
    watcher=$!
    wait_until 10 grep -q '"method":"samples"' /run/watch
}
# watch_end: prints the longest time between two samples in seconds, less what lies between any two.
watch_end() {
    kill "$watcher"
    wait "$watcher" 2>/dev/null
    grep '"method":"samples"' /run/watch | awk '
        function member(name,   start) {
            start = index($0, "\"" name "\":") + length(name) + 3
            return substr($0, start, 40) + 0
        }
        {
            time = member("hostTime"); interval = member("interval")
            start = index($0, "\"pressure\":[")
            count = split(substr($0, start, index(substr($0, start), "]")), ignored, ",")
            if (NR > 1 && time - last - interval > longest) longest = time - last - interval
            last = time + (count - 1) * interval
        }
        END { printf "%.3f\n", longest }'
    rm /run/watch
}

# result FAULT MISSING CORRUPT SECONDS: a row of the table that is printed at the end.
result() { echo "| $1 | $2 | $3 | $4 |" >>/run/results; }

# --- the virtual device

# device_start --attach|--listen SPECIFICATION
device_start() {
    mkfifo /run/device.in
    : >/run/device.out
    tonus-virtual-device "$1" "$2" --serial GUEST-1 <>/run/device.in >/run/device.out 2>&1 &
    exec 3>/run/device.in
    wait_until 10 grep -q '^SIMULATED' /run/device.out
}

# device COMMAND...: gives a command and prints the answer.
device() {
    before=$(wc -l </run/device.out)
    echo "$*" >&3
    wait_until 10 device_has_answered || { echo "no answer"; return 1; }
    tail -n +$((before + 1)) /run/device.out | grep -v '^#' | head -n 1
}
device_has_answered() { tail -n +$((before + 1)) /run/device.out | grep -q '^ok\|^error'; }

# device_does COMMAND...: a command that must be accepted.
device_does() {
    answer=$(device "$@")
    case $answer in
        ok*) return 0 ;;
        *) echo "# device $*: $answer"; return 1 ;;
    esac
}

# The folder of the perineometer in sysfs.
device_folder() {
    for folder in /sys/bus/usb/devices/*; do
        [ "$(cat "$folder/idVendor" 2>/dev/null)" = 1209 ] && echo "$folder" && return
    done
    return 1
}

# --- the daemon

# daemon_start USER
daemon_start() {
    rm -rf /run/tonus
    mkdir -p /run/tonus
    chown "$1" /run/tonus
    # su becomes the shell, and the shell the daemon: the process is the one that can be killed.
    su -s /bin/sh "$1" -c "exec tonusd --socket '$TONUS_SOCKET'" 2>/run/tonusd.log &
    daemon=$!
    wait_until 20 test -S "$TONUS_SOCKET"
}

# field NAME: a member of `device` or `stream` in the daemon's status.
look() { tonus status --json >/run/status 2>/dev/null; }
field() { sed -n "s/^    \"$1\" : \"\{0,1\}\([^\"]*[^\",{[]\)\"\{0,1\},\{0,1\}\$/\1/p" /run/status | head -n 1; }
ask() { look && field "$1"; }

state_is() { [ "$(ask state)" = "$1" ]; }
# streams: the device streams, and samples come.
streams() {
    wait_until 20 state_is streaming || return 1
    samples=$(field samples)
    wait_until 10 has_more_than "$samples"
}
has_more_than() { [ "$(ask samples)" -gt "$1" ]; }
