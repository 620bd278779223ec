// SPDX-License-Identifier: Apache-2.0
import ServiceLifecycle

/// Tells what the log left out when its window is over, though nothing else may be logged then.
struct LogSummaries: Service {
    let output: LogOutput

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(LogRateLimit.windowSeconds / 4))) != nil {
                output.summarise(isEnd: false)
            }
        }
    }
}
