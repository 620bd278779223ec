// SPDX-License-Identifier: Apache-2.0

/// What `?` shows.
enum TopHelp {
    static let lines = [
        "Above: the pressure at the pelvic floor now, and what the muscle is seen to do.",
        "Where no fresh value comes, the number is blanked within half a second.",
        "",
        "The picture is the last 30 s; the dots in it are the resting level. The line",
        "below is thick (━) during contractions. A hole: nothing is known of that time.",
        "",
        "Losses   samples that were missing, damaged, or left out for a slow client",
        "Latency  of packets in the last 10 to 20 s: half of them took no longer, 99 %",
        "         took no longer. device: from the probe to this machine; ring: until",
        "         taken up; pipeline: until filtered and judged; socket: until a program",
        "         has it (tonus latency --help)",
        "Daemon   CPU is the share of one processor",
        "",
        "q quit    p freeze or go on: the numbers stay live    tab next probe    ? back",
    ].map { TopLine($0) }
}
