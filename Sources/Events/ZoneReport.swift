/// The data of `vedette.zone.entered` and `left`, `vedette.loitering.*` and `vedette.wrong_way.detected`: an object in a zone.
package struct ZoneReport: Codable, Hashable, Sendable {
    package let zone: String
    package let object: ObjectReport

    /// Seconds in the zone so far, 0 on entering.
    package let dwellSeconds: Double

    package init(zone: String, object: ObjectReport, dwellSeconds: Double = 0) {
        self.zone = zone
        self.object = object
        self.dwellSeconds = dwellSeconds.rounded(toPlaces: 3)
    }

    private enum CodingKeys: String, CodingKey {
        case zone, object
        case dwellSeconds = "dwell_seconds"
    }
}
