extension Configuration.Camera {
    /// What one part of a camera needs of another.
    func check(_ node: Node, _ reader: Reader) {
        // `defaults` is no camera: what it lacks, the cameras may have.
        guard !reader.readsDefaults else { return }
        for zone in zones where zone.speeding != nil && ground == nil {
            let place = node.value(of: "zones")?.value(of: zone.name)?.value(of: "speeding") ?? node
            reader.fail(place, "\(place.shownPath) needs the camera's `ground`: without it there are no metres")
        }
        for gate in gates { checkLines(of: gate, node, reader) }
        if location == nil, schedules.contains(where: \.asksForSun) {
            reader.fail(
                node, "\(node.shownPath) has a schedule that goes by the sun, and no `location`",
                "add `location: {latitude: 52.5, longitude: 13.4}`, with yours")
        }
    }

    private func checkLines(of gate: Gate, _ node: Node, _ reader: Reader) {
        let names = lines.map(\.name)
        for line in gate.lines where !names.contains(line) {
            let place = node.value(of: "gates")?.value(of: gate.name)?.value(of: "lines") ?? node
            reader.fail(
                place, "\(place.shownPath): the camera has no line \(quoted(line))", didYouMean(line, among: names))
        }
    }

    private var schedules: [Configuration.Schedule] {
        let ofZones = zones.flatMap { zone in
            [
                zone.loitering?.terms, zone.occupancy?.terms, zone.crowd?.terms, zone.wrongWay?.terms,
                zone.running?.terms, zone.speeding?.terms,
            ]
        }
        return (ofZones + lines.map(\.terms) + gates.map(\.terms)).compactMap { $0?.schedule }
    }
}
