// SPDX-License-Identifier: Apache-2.0

/// The last seconds of a pressure, gathered into short pieces of time that keep their lowest and highest value: no peak is
/// lost to the width of a terminal.
struct Trace {
    struct Piece {
        fileprivate var number: Int
        var low: Double
        var high: Double
        /// The resting level at its end; nil while it is not known.
        var rest: Double?
        var isContraction: Bool
    }

    /// How much is kept and shown.
    static let seconds = 30.0
    /// A dot of an 80-column picture is some 0.2 s wide.
    private static let pieceSeconds = 0.05
    private static let count = Int(seconds / pieceSeconds) + 20

    private var pieces = [Piece?](repeating: nil, count: count)

    /// Adds a sample measured at `time`, in seconds of any clock that goes on.
    mutating func append(_ pressure: Double, rest: Double?, isContraction: Bool, at time: Double) {
        guard pressure.isFinite, let number = Self.number(at: time) else { return }
        let slot = number % Self.count
        if var piece = pieces[slot], piece.number == number {
            piece.low = min(piece.low, pressure)
            piece.high = max(piece.high, pressure)
            piece.rest = rest ?? piece.rest
            piece.isContraction = piece.isContraction || isContraction
            pieces[slot] = piece
        } else {
            pieces[slot] = Piece(
                number: number, low: pressure, high: pressure, rest: rest, isContraction: isContraction)
        }
    }

    /// What was measured from one instant until before another, as one piece; nil where nothing was.
    func piece(from start: Double, to end: Double) -> Piece? {
        guard let first = Self.number(at: start), let last = Self.number(at: end), first <= last else { return nil }
        var whole: Piece?
        for number in first...max(first, min(last - 1, first + Self.count)) {
            guard let piece = pieces[number % Self.count], piece.number == number else { continue }
            whole =
                whole.map { before in
                    Piece(
                        number: before.number, low: min(before.low, piece.low), high: max(before.high, piece.high),
                        rest: piece.rest ?? before.rest, isContraction: before.isContraction || piece.isContraction)
                } ?? piece
        }
        return whole
    }

    private static func number(at time: Double) -> Int? {
        let number = (time / pieceSeconds).rounded(.down)
        return number >= 0 && number < 1e15 ? Int(number) : nil
    }
}
