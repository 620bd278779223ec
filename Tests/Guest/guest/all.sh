# SPDX-License-Identifier: Apache-2.0
#
# All tests, in an order in which each leaves the machine as the next one wants it.
export TONUS_SOCKET=/run/tonus/tonus.sock
. /test/lib.sh

now() { cut -d ' ' -f 1 /proc/uptime; }
for part in enumeration access streaming replug faults firmware several tools realtime disk; do
    echo "# $part, at $(now) s"
    . "/test/$part.sh"
done
echo "# What each fault cost: samples told as missing, packets as corrupt, and the longest time without a sample."
sed 's/^/#| /' /run/results
echo "1..$count"
echo "# $((count - failures)) of $count passed, at $(now) s"
[ "$failures" -eq 0 ]
