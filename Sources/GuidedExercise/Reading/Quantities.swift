// SPDX-License-Identifier: Apache-2.0

/// A decimal number without an exponent: what people write.
func decimalNumber(_ text: Substring) -> Double? {
    guard !text.isEmpty, text.utf8.count <= 12,
        text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D })
    else { return nil }
    return Double(text)
}

extension TextNode {
    /// A length of time, such as "5 s", "1.5 s" or "2 min", in milliseconds.
    func milliseconds(_ what: String, _ range: ClosedRange<Double>, _ faults: inout FaultList) -> Int? {
        let remedy = "write it with a unit, such as 5 s or 2 min"
        guard case .scalar(let text) = content else {
            faults.add(place, "\(what) \(shown) is no length of time", remedy)
            return nil
        }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let number = decimalNumber(parts[0]),
            let unit = ["s": 1.0, "min": 60.0, "ms": 0.001][String(parts[1])]
        else {
            faults.add(place, "\(what) \(shown) is no length of time", remedy)
            return nil
        }
        let seconds = number * unit
        guard range.contains(seconds) else {
            faults.add(
                place, "\(what) \(shown) is not possible",
                "give \(plain(range.lowerBound)) s to \(plain(range.upperBound)) s")
            return nil
        }
        return Int((seconds * 1000).rounded())
    }

    /// A band, such as "20-50 %", "3-10 cmH2O" or "at most 2 cmH2O", in that unit.
    func span(_ what: String, unit: String, _ range: ClosedRange<Double>, _ faults: inout FaultList) -> Span? {
        let remedy = "write a band such as 20-50 \(unit), or at most 20 \(unit)"
        guard case .scalar(let text) = content, text.hasSuffix(" " + unit) else {
            faults.add(place, "\(what) \(shown) is no band in \(unit)", remedy)
            return nil
        }
        let body = text.dropLast(unit.utf8.count + 1)
        var span: Span?
        if body.hasPrefix("at most ") {
            span = decimalNumber(body.dropFirst(8)).map { Span(upper: $0) }
        } else if let hyphen = body.dropFirst().firstIndex(of: "-"),
            let lower = decimalNumber(body[..<hyphen]), let upper = decimalNumber(body[body.index(after: hyphen)...])
        {
            span = Span(lower: lower, upper: upper)
        }
        guard let span else {
            faults.add(place, "\(what) \(shown) is no band in \(unit)", remedy)
            return nil
        }
        if let lower = span.lower, lower >= span.upper {
            faults.add(place, "\(what) \(shown) ends where it begins or below", "put the smaller number first")
            return nil
        }
        guard range.contains(span.upper), range.contains(span.lower ?? span.upper) else {
            faults.add(
                place, "\(what) \(shown) cannot be reached",
                "keep it from \(plain(range.lowerBound)) to \(plain(range.upperBound)) \(unit)")
            return nil
        }
        return span
    }
}

/// A number without a needless ".0".
func plain(_ number: Double) -> String {
    guard number == number.rounded(), abs(number) < 1e15 else { return "\(number)" }
    return "\(Int(number))"
}
