import ArgumentParser

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure on this machine.", subcommands: [BenchModel.self, BenchOutbox.self, BenchRules.self])
}
