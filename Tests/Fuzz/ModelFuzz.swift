import ModelTrials

// LLVM's libFuzzer (llvm.org/docs/LibFuzzer.html) over the loader, the planner and runs of models: `make fuzz`. It has
// the main function, and finds these two by their names.

/// Whatever an input comes to is right, as long as it comes to an end: the sanitiser and libFuzzer's limits judge.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryModel(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    _ = unsafe ModelTrial.outcome(of: UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

/// In place; returns how many bytes there are now.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateModel(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    var mutator = ModelMutator(seed: UInt64(seed))
    let old = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    let new = mutator.mutated(old, limit: capacity)
    for (index, byte) in new.enumerated() { unsafe bytes[index] = byte }
    return new.count
}
