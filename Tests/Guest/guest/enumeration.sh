# SPDX-License-Identifier: Apache-2.0
#
# What the kernel and udev make of the device.

needs device_start --attach comfortable-strong,rate=1000
is_there() { folder=$(device_folder); }
needs wait_until 10 is_there
udevadm settle
is "its product says SIMULATED" "$(cat "$folder/product")" "Virtual perineometer (SIMULATED)"
is "its serial number is the one given" "$(cat "$folder/serial")" GUEST-1
is "it runs at full speed" "$(cat "$folder/speed")" 12
is "the kernel reads the descriptors of the protocol" \
    "$(od -An -v -tx1 "$folder/descriptors" | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')" \
    "$(tr -s ' ' ' ' </test/descriptors | sed 's/ $//')"
node=/dev/bus/usb/$(printf '%03d/%03d' "$(cat "$folder/busnum")" "$(cat "$folder/devnum")")
is "the udev rule gives the device to the group tonus" "$(stat -c '%a %U %G' "$node")" "660 root tonus"
ok "the udev rule tags it for whoever sits at the machine" \
    sh -c "udevadm info --query=property --property=TAGS '$node' | grep -q ':uaccess:'"
is "the udev rule keeps it awake" "$(cat "$folder/power/control")" on
