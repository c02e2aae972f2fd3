import ArgumentParser

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look into an ONNX model, or run it on arrays.",
        discussion: """
            What a model needs and how it is read: vedette model inspect yolox_nano.onnx
            Compare with any other runtime:        vedette model run yolox_nano.onnx --input picture.npy --output-dir out
            How fast it is here:                   vedette bench model yolox_nano.onnx --layers
            """,
        subcommands: [ModelInspect.self, ModelRun.self, ModelConformance.self])
}
