// SPDX-License-Identifier: Apache-2.0
import CLibFuzzer
import Glibc

nonisolated(unsafe) private var underTest: ([UInt8]) -> Void = { _ in }

private let runOne: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { data, size in
    underTest(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

/// Gives inputs to a function for as long as libFuzzer's options, the arguments of the program, say.
public func fuzz(_ function: @escaping ([UInt8]) -> Void) -> Never {
    underTest = function
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, runOne))
}

/// Ends the run, and has libFuzzer keep the input, where what must hold does not.
public func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError(what()) }
}
