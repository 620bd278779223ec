# SPDX-License-Identifier: Apache-2.0
#
# A disk that the kernel makes read-only while it is recorded, as it does on its own after a fault of the disk.

for module in crc32c_generic crc16 mbcache jbd2 ext4; do needs insmod "/modules/$module.ko"; done
# The daemon begins no recording where less than 200 MB are free.
needs insmod /modules/brd.ko rd_nr=1 rd_size=262144
mkdir -p /disk
mke2fs -F /dev/ram0 >/run/mke2fs 2>&1
needs mount -t ext4 /dev/ram0 /disk
mkdir -m 700 /disk/state

rm -f /run/device.in
needs device_start --attach comfortable-strong,rate=1000
rm -rf /run/tonus
mkdir -p /run/tonus
# Not as root: no real-time priority, so that the checks get their turn whatever it does.
chown tonus /disk/state /run/tonus
su -s /bin/sh tonus -c "exec tonusd --socket '$TONUS_SOCKET' --state-dir /disk/state --http off" 2>/run/tonusd.log &
daemon=$!
needs wait_until 20 test -S "$TONUS_SOCKET"
ok "it streams" streams

# newest MEMBER: of the newest session, or of the one whose number follows.
newest() {
    tonus sessions list --json >/run/sessions 2>/dev/null
    sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" /run/sessions | sed -n "${2:-1}p"
}
is_state() { [ "$(newest state)" = "$1" ]; }
ok "a recording begins" tonus session start
sleep 3
first=$(newest id)

# mount -o remount,ro is refused while a file is open for writing; this is not (admin-guide/sysrq of the kernel).
echo 1 >/proc/sys/kernel/sysrq
echo u >/proc/sysrq-trigger
is_read_only() { grep -q '^/dev/ram0 /disk ext4 ro' /proc/mounts; }
needs wait_until 10 is_read_only
is_closed() { is_state recovered || is_state finished; }
ok "the recording ends, for the disk takes nothing more" wait_until 20 is_closed
says "why is told" "$(newest reason)" 'read-only|cannot be written'
kept=$(newest samples)
look
streamed=$(field samples) missed=$(field missing)
sleep 1
look
ok "it goes on streaming" [ "$(field samples)" -gt $((streamed + 500)) ]
is "nothing is missing" "$(field missing)" "$missed"
ok "what was written is there" [ "$kept" -gt 1000 ]
is "no other recording begins on such a disk" "$(tonus session start >/dev/null 2>&1 || echo refused)" refused

needs mount -o remount,rw /disk
ok "another recording begins once it can be written" wait_until 20 tonus session start
sleep 2
ok "it ends as any other" tonus session stop
is "both are there" "$(newest id 2)" "$first"
ok "what was written before opens" tonus export "$first" --format csv --output /run/first.csv
ok "it holds what was said" [ "$(grep -c '^[0-9]' /run/first.csv)" -ge "$kept" ]
ok "all is well in the store" tonus sessions verify

kill "$daemon"
wait "$daemon"
is "the daemon ends in order" $? 0
device_does quit
exec 3>&-
rm -f /run/device.in
umount /disk
