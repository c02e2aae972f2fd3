/// A diagnostic before it is bound to a file.
struct Finding: Hashable {
    var severity = Diagnostic.Severity.error
    let place: Place
    var width = 1
    let message: String
    var suggestion: String?
}

extension Finding: Error {}
