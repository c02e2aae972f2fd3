import ArgumentParser

@main
struct Vedette: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Watches cameras and reports what happens.")
}
