// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What somebody said in a guided exercise, on a scale of the programme or by the name of a trainer.
public struct SessionAnswer: Hashable, Sendable, Codable {
    /// The newest sample when it was said; nil where none was flowing.
    public var index: SampleIndex?
    /// The question's name in docs/programmes.md: "pain-after", "size".
    public var question: String
    /// On the question's scale. All three are nil where somebody would rather not say.
    public var number: Int?
    /// The name of the chosen trainer, at most 4096 bytes.
    public var size: String?
    /// No trainer on that day.
    public var noneToday: Bool?

    public init(
        index: SampleIndex?, question: String, number: Int? = nil, size: String? = nil, noneToday: Bool? = nil
    ) {
        self.index = index
        self.question = question
        self.number = number
        self.size = size
        self.noneToday = noneToday
    }
}
