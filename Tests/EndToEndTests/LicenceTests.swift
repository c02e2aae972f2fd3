import Foundation
import TestSupport
import Testing

@Suite("The list of licences")
struct LicenceTests {
    private func read(_ path: String) throws -> String {
        try String(contentsOfFile: Material.packageRoot + "/" + path, encoding: .utf8)
    }

    @Test("It has every Swift package that the project depends on")
    func swiftPackages() throws {
        let list = try read("docs/licences.md")
        let packages = try read("Package.swift").matches(of: /\.package\(url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
        #expect(!packages.isEmpty)
        for name in packages { #expect(list.contains("| \(name.replacing(".git", with: "")) |"), "\(name)") }
    }

    @Test("It has every Debian package that the project installs, and no library that it does not")
    func debianPackages() throws {
        let list = try read("docs/licences.md")
        let script = try read("scripts/install-dependencies")
        let groups = script.matches(of: /(?m)^(?:build|demo|test|bench|[a-z]+)=\(([^)]*)\)/).map { String($0.1) }
        let packages = groups.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
            .filter { !$0.hasPrefix("\"$") && !$0.hasPrefix("#") && $0 != "sudo" }
        #expect(packages.count > 10)
        for name in packages { #expect(list.contains("`\(name)`"), "\(name) is not in docs/licences.md") }
        for name in list.matches(of: /`([a-z0-9.+-]+-dev)`/).map({ String($0.1) }) {
            #expect(packages.contains(name), "\(name) is in docs/licences.md alone")
        }
    }

    @Test("It has every Python package that the tests compare with")
    func pythonPackages() throws {
        let list = try read("docs/licences.md")
        for line in try read("Tests/requirements.txt").split(separator: "\n") where !line.hasPrefix("#") {
            let name = line.prefix { $0 != "=" && $0 != "[" && $0 != " " }
            #expect(list.contains("`\(name)`"), "\(name) is not in docs/licences.md")
        }
    }
}
