import CameraHealth
import Settings

// What the configuration says of a camera's health, in the room's own options.

extension HealthOptions {
    init(_ settings: Settings.Configuration.Camera.Health) {
        let checks: [Trouble: Settings.Configuration.Camera.Health.Check] = [
            .frozen: settings.frozen, .covered: settings.covered, .defocused: settings.defocused,
            .moved: settings.moved, .dark: settings.dark, .slow: settings.slow.check,
            .clockDrift: settings.clockDrift.check,
        ]
        let wanted = settings.enabled ? checks.filter(\.value.enabled) : [:]
        self.init(
            after: wanted.mapValues(\.after.seconds), clockTolerance: settings.clockDrift.tolerance.seconds,
            frameRate: settings.slow.frameRate)
    }
}
