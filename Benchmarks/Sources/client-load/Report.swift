// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// What was measured with so many clients.
struct Row {
    var clients: Int
    var stuck: Int
    var garbage: Int
    var dribbling: Int
    var latencies: [Double]
    var lost: Int
    var bytesPerSecond: Double
    /// Processor time a second, of one core: 0 to the number of cores.
    var daemonShare: Double
    var crowdShare: Double
    var residentBytes: Int

    var name: String {
        let others = [(stuck, "stuck"), (garbage, "sending garbage"), (dribbling, "reading a byte a second")]
        return (["\(clients)"] + others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }).joined(separator: " + ")
    }

    func milliseconds(_ share: Double) -> String {
        let sorted = latencies.sorted()
        guard !sorted.isEmpty else { return "none" }
        return Report.decimal(1000 * sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))], 2)
    }

    var text: String {
        "\(name): p50 \(milliseconds(0.5)) ms, p99 \(milliseconds(0.99)) ms, p99.9 \(milliseconds(0.999)) ms, "
            + "daemon \(Report.decimal(100 * daemonShare, 1)) %, readers \(Report.decimal(100 * crowdShare, 1)) %, "
            + "\(Int(bytesPerSecond / 1000)) kB/s, lost \(lost)"
    }
}

/// The daemon before, between and after two rounds of clients that vanish: resident bytes and open descriptors.
struct Vanishing {
    var count: Int
    var before: (Int, Int)
    var between: (Int, Int)
    var after: (Int, Int)
    var lost: Int
}

enum Report {
    static func decimal(_ value: Double, _ places: Int) -> String {
        let scale = pow(10, Double(places))
        let text = (value * scale).rounded() / scale
        return places == 0 ? "\(Int(text))" : "\(text)"
    }

    private static func megabytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1e6, 1) }

    static func page(_ rows: [Row], _ vanishing: Vanishing, seconds: Double) -> String {
        let table = rows.map { row in
            let cost = (row.daemonShare - rows[0].daemonShare) / Double(max(1, row.clients - 1))
            let each = row.clients > 1 ? decimal(100 * cost, 2) : ""
            return "| \(row.name) | \(row.milliseconds(0.5)) | \(row.milliseconds(0.99)) | \(row.milliseconds(0.999)) "
                + "| \(row.lost) | \(decimal(100 * row.daemonShare, 0)) | \(each) "
                + "| \(decimal(row.bytesPerSecond / 1000, 0)) | \(megabytes(row.residentBytes)) |"
        }
        return """
            # What clients cost

            Written by `make bench-clients`; do not edit. A release build of `tonusd` on \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) \
            processors of a virtual machine, with `--simulate=\(ClientLoad.simulation)`, \(decimal(seconds, 0)) s each. \
            Figures of a shared machine: read the orders, not the digits.

            One client measures: it reads at once, and takes how old each sample is, from its conversion until it was read. \
            All others are in another process, which reads for each of them every 10 ms; every one of them gets every \
            sample of all 8 channels. "Stuck" subscribes and never reads.

            | clients | p50 ms | p99 ms | p99.9 ms | samples lost | daemon, % of a core | each further client, % | kB/s a client | resident MB |
            |---|---|---|---|---|---|---|---|---|
            \(table.joined(separator: "\n"))

            The daemon's processor time contains the virtual perineometer, the filters and the detector: what it takes with \
            one client.

            **Clients that vanish.** \(vanishing.count) times a client connected, half of them subscribed, and vanished; then \
            \(vanishing.count) times again.

            | | resident MB | open descriptors |
            |---|---|---|
            | before | \(megabytes(vanishing.before.0)) | \(vanishing.before.1) |
            | after \(vanishing.count) | \(megabytes(vanishing.between.0)) | \(vanishing.between.1) |
            | after \(2 * vanishing.count) | \(megabytes(vanishing.after.0)) | \(vanishing.after.1) |

            Memory grows by what is kept of the last minutes until that is full, whatever clients do \
            ([monitoring](monitoring.md#memory)). \
            The client that measured meanwhile lost \(vanishing.lost) samples.

            """
    }
}
