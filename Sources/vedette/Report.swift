import ArgumentParser

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make something to look at of what cameras counted.",
        subcommands: [HeatmapReport.self])
}
