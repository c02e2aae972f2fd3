import Settings

/// A file that is fine, to put lines behind.
let camera = """
    cameras:
      porch:
        source: rtsp://192.0.2.10/stream

    """

func read(_ text: String, _ environment: [String: String] = [:]) throws(ConfigurationErrors) -> Configuration {
    try Configuration.parse(text: text, file: "c.yaml", environment: environment).configuration
}

func warnings(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
    try Configuration.parse(text: text, file: "c.yaml", environment: environment).warnings.map(\.description)
}

/// What is wrong with a text, one line each; empty where nothing is.
func errors(_ text: String, _ environment: [String: String] = [:]) -> [String] {
    do throws(ConfigurationErrors) {
        _ = try Configuration.parse(text: text, file: "c.yaml", environment: environment)
        return []
    } catch {
        return error.errors.map(\.description)
    }
}
