// SPDX-License-Identifier: Apache-2.0

extension Programme {
    /// The version of the files' grammar.
    public static let grammar = 1

    /// Reads a programme. It ends on any text, and says all that is wrong at once.
    ///
    /// - Throws: `ProgrammeFaults`, at least one.
    public init(reading text: TextNode) throws(ProgrammeFaults) {
        var reader = ProgrammeReader()
        let programme = reader.programme(text)
        let faults = reader.faults.sorted
        guard faults.isEmpty, let programme else {
            throw ProgrammeFaults(
                faults.isEmpty
                    ? [ProgrammeFault(at: text.place, "this is no programme", remedy: "see docs/programmes.md")]
                    : faults)
        }
        self = programme
    }
}

/// Turns a structured text into a programme.
struct ProgrammeReader {
    var faults = FaultList()

    mutating func programme(_ node: TextNode) -> Programme? {
        guard var fields = Fields(node, "the programme", &faults) else { return nil }
        if let entry = fields.require(
            "tonus-programme", &faults, "begin the file with \"tonus-programme: \(Programme.grammar)\"")
        {
            _ = entry.value.whole("the grammar's version", Programme.grammar...Programme.grammar, &faults)
        }
        let id = fields.require("id", &faults, "give it a name such as my-release-ladder").flatMap { identifier($0) }
        let version = fields.require("version", &faults, "write \"version: 1\", and one more with every change")
            .flatMap { $0.value.whole("version", 1...1_000_000, &faults) }
        let title = fields.require("title", &faults, "give it a title for people")
            .flatMap { $0.value.text("title", limit: 60, &faults) }
        let summary = fields.require("summary", &faults, "say in a sentence what it is")
            .flatMap { $0.value.text("summary", &faults) }
        let focus = fields.require(
            "focus", &faults, "use one of: \(Focus.allCases.map(\.rawValue).joined(separator: ", "))"
        )
        .flatMap { $0.value.word("focus", Focus.self, &faults) }
        let sources = fields.require("source", &faults, "say where it comes from; \"own\" is an answer")
            .map { $0.value.items("source", limit: 20, &faults).compactMap { $0.text("source", &faults) } }
        if let sources, sources.isEmpty { faults.add(fields.place, "source is empty", "say where it comes from") }
        let zero = fields.take("zero").flatMap { $0.value.word("zero", ZeroNeed.self, &faults) } ?? .any
        let sizesBegan = faults.faults.count
        let sizes = fields.take("sizes").map { self.sizes($0.value) } ?? []
        let areSizesWhole = faults.faults.count == sizesBegan
        let phaseEntry = fields.require("phases", &faults, "list at least one phase")
        let found = phaseEntry.map { $0.value.items("phases", limit: 100, &faults).map { phase($0) } } ?? []
        let phases = found.compactMap(\.self)
        fields.finish(&faults)
        guard let id, let version, let title, let summary, let focus, let sources else { return nil }
        let programme = Programme(
            id: id, version: version, title: title, summary: summary, focus: focus, sources: sources, zero: zero,
            sizes: sizes, phases: phases.map(\.phase))
        if let phaseEntry {
            let arePhasesWhole = phases.count == found.count
            check(programme, phases, at: phaseEntry.place, areSizesWhole: areSizesWhole, arePhasesWhole: arePhasesWhole)
        }
        return programme
    }

    /// A phase and where it, its steps and its scores stand.
    struct PlacedPhase {
        var phase: Phase
        var place: TextPlace
        var steps: [TextPlace]
        var scores: [TextPlace]
        /// All of it could be read. Of another one nothing is said that may only follow from what could not.
        var isWhole: Bool
    }

    mutating func identifier(_ entry: TextEntry) -> String? {
        guard let text = entry.value.text(entry.key, limit: 40, &faults) else { return nil }
        let isValid =
            text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            } && text.utf8.first != 0x2D && text.utf8.last != 0x2D
        guard isValid else {
            faults.add(
                entry.value.place, "\(entry.key) \(quoted(text)) is no name",
                "use lower-case letters, digits and hyphens, such as release-ladder")
            return nil
        }
        return text
    }

    private mutating func sizes(_ node: TextNode) -> [TrainerSize] {
        var sizes: [TrainerSize] = []
        for item in node.items("sizes", limit: 20, &faults) {
            guard var fields = Fields(item, "a size", &faults) else { continue }
            let name = fields.require("name", &faults, "call it as its owner does")
                .flatMap { $0.value.text("name", limit: 40, &faults) }
            let entry = fields.require("millimetres", &faults, "give the diameter, such as 22")
            fields.finish(&faults)
            guard let entry else { continue }
            guard case .scalar(let text) = entry.value.content, let millimetres = decimalNumber(text[...]),
                (1...80).contains(millimetres)
            else {
                faults.add(
                    entry.value.place, "millimetres \(entry.value.shown) is no diameter", "give 1 to 80")
                continue
            }
            if let before = sizes.last, before.millimetres >= millimetres {
                faults.add(entry.value.place, "the sizes do not grow", "list them from the smallest to the greatest")
            }
            if let name { sizes.append(TrainerSize(name: name, millimetres: millimetres)) }
        }
        return sizes
    }

    private mutating func phase(_ node: TextNode) -> PlacedPhase? {
        let faultsBefore = faults.faults.count
        guard var fields = Fields(node, "a phase", &faults) else { return nil }
        let id = fields.require("id", &faults, "give the phase a name such as before").flatMap { identifier($0) }
        let title = fields.require("title", &faults, "give the phase a title for people")
            .flatMap { $0.value.text("title", limit: 60, &faults) }
        let repetitions = fields.take("repeat").flatMap { $0.value.whole("repeat", 1...100, &faults) } ?? 1
        let feedback = fields.take("feedback").flatMap { $0.value.word("feedback", FeedbackMode.self, &faults) }
        let measures = fields.take("measures").flatMap { $0.value.word("measures", Measured.self, &faults) }
        let steps =
            fields.require("steps", &faults, "list at least one step, such as - {do: rest, for: 30 s}")
            .map { $0.value.items("steps", limit: 100, &faults) } ?? []
        let scores = fields.take("scores").map { $0.value.items("scores", limit: 40, &faults) } ?? []
        fields.finish(&faults)
        let read = steps.map { (step($0), $0.place) }
        let names = scores.map { (score($0), $0.place) }
        guard let id, let title else { return nil }
        let phase = Phase(
            id: id, title: title, repetitions: repetitions, feedback: feedback ?? .live,
            steps: read.compactMap(\.0), scores: names.compactMap(\.0), measuresMaximum: measures != nil)
        return PlacedPhase(
            phase: phase, place: node.place, steps: read.filter { $0.0 != nil }.map(\.1),
            scores: names.filter { $0.0 != nil }.map(\.1), isWhole: faults.faults.count == faultsBefore)
    }

    private enum Measured: String, CaseIterable { case maximum }

    private mutating func score(_ node: TextNode) -> ScoreName? {
        guard let text = node.text("a score", limit: 60, &faults) else { return nil }
        if let name = ScoreName(text) { return name }
        faults.addUnknown("the score", text, at: node.place, known: ScoreName.all.map(\.name))
        return nil
    }
}
