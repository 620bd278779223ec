// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The straight line and the sine of a given period that fit a pressure best, by least squares.
struct PacedFit: Hashable, Sendable, Codable {
    /// Of a whole breath.
    let periodMicroseconds: Int64
    /// Where the step stands in its breath, and in the phase.
    var offsetMicroseconds: Int64
    var lineMicroseconds: Int64
    /// The upper triangle of the normal equations, row by row, and their right side.
    private var products = [Double](repeating: 0, count: 10)
    private var right = [Double](repeating: 0, count: 4)
    private(set) var count = 0

    init(periodMicroseconds: Int64, offsetMicroseconds: Int64, lineMicroseconds: Int64) {
        self.periodMicroseconds = periodMicroseconds
        self.offsetMicroseconds = offsetMicroseconds
        self.lineMicroseconds = lineMicroseconds
    }

    mutating func add(_ pressure: Double, cycleMicroseconds: Int64) {
        let angle = 2 * Double.pi * Double(offsetMicroseconds + cycleMicroseconds) / Double(periodMicroseconds)
        // Minutes: near 1 over a phase, as the others are.
        let line = Double(lineMicroseconds + cycleMicroseconds) / 60e6
        let basis = (1.0, line, cos(angle), sin(angle))
        let row = [basis.0, basis.1, basis.2, basis.3]
        var place = 0
        for i in 0..<4 {
            right[i] += row[i] * pressure
            for j in i..<4 {
                products[place] += row[i] * row[j]
                place += 1
            }
        }
        count += 1
    }

    mutating func add(_ other: PacedFit) {
        for place in 0..<10 { products[place] += other.products[place] }
        for place in 0..<4 { right[place] += other.right[place] }
        count += other.count
    }

    /// Peak to peak in cmH2O, and seconds from the beginning of the breath to the highest point; nil where the equations
    /// have no solution.
    var result: (amplitude: Double, lag: Double)? {
        guard let solution else { return nil }
        let (cosine, sine) = (solution[2], solution[3])
        let amplitude = 2 * (cosine * cosine + sine * sine).squareRoot()
        var turn = atan2(sine, cosine) / (2 * Double.pi)
        if turn < 0 { turn += 1 }
        return (amplitude, turn * Double(periodMicroseconds) / 1e6)
    }

    /// By Cholesky's decomposition.
    private var solution: [Double]? {
        var lower = [[Double]](repeating: [0, 0, 0, 0], count: 4)
        // Row i of the triangle begins after 4 + 3 + … places.
        func product(_ i: Int, _ j: Int) -> Double { products[4 * i - i * (i - 1) / 2 + j - i] }
        for i in 0..<4 {
            for j in 0...i {
                var sum = product(j, i)
                for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
                if i == j {
                    guard sum > 1e-9 * Double(count) else { return nil }
                    lower[i][i] = sum.squareRoot()
                } else {
                    lower[i][j] = sum / lower[j][j]
                }
            }
        }
        var values = right
        for i in 0..<4 {
            for k in 0..<i { values[i] -= lower[i][k] * values[k] }
            values[i] /= lower[i][i]
        }
        for i in (0..<4).reversed() {
            for k in i + 1..<4 { values[i] -= lower[k][i] * values[k] }
            values[i] /= lower[i][i]
        }
        return values
    }
}
