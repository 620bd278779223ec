// SPDX-License-Identifier: Apache-2.0

/// A place in a text, line and column counted from 1.
public struct TextPlace: Hashable, Comparable, Sendable, Codable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: TextPlace, right: TextPlace) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A structured text with the places of its parts: what is left of YAML when its syntax has been dealt with.
public struct TextNode: Sendable {
    public enum Content: Sendable {
        case scalar(String)
        case list([TextNode])
        case map([TextEntry])
    }

    public var content: Content
    public var place: TextPlace

    public init(_ content: Content, at place: TextPlace) {
        self.content = content
        self.place = place
    }
}

/// One line of a map.
public struct TextEntry: Sendable {
    public var key: String
    public var place: TextPlace
    public var value: TextNode

    public init(key: String, at place: TextPlace, value: TextNode) {
        self.key = key
        self.place = place
        self.value = value
    }
}

/// What is wrong with a programme, where, and what helps.
public struct ProgrammeFault: Error, Hashable, Sendable, Codable {
    public var line: Int
    public var column: Int
    /// Names the thing and the value.
    public var message: String
    public var remedy: String

    public init(at place: TextPlace, _ message: String, remedy: String) {
        line = place.line
        column = place.column
        self.message = message
        self.remedy = remedy
    }
}

/// All that is wrong with a programme, in the order of its lines.
public struct ProgrammeFaults: Error, Hashable, Sendable {
    public var faults: [ProgrammeFault]

    public init(_ faults: [ProgrammeFault]) { self.faults = faults }
}
