extension Configuration.Camera {
    /// What one part of a camera needs of another.
    func check(_ node: Node, _ reader: Reader) {
        // `defaults` is no camera: what it lacks, the cameras may have.
        guard !reader.readsDefaults else { return }
        for zone in zones where zone.speeding != nil && ground == nil {
            let place = node.value(of: "zones")?.value(of: zone.name)?.value(of: "speeding") ?? node
            reader.fail(place, "\(place.shownPath) needs the camera's `ground`: without it there are no metres")
        }
        if ground == nil, objects.minimumHeight ?? objects.maximumHeight != nil {
            let objects = node.value(of: "objects")
            let place = objects?.value(of: "minimum_height") ?? objects?.value(of: "maximum_height") ?? node
            reader.fail(place, "\(place.shownPath) needs the camera's `ground`: without it there are no metres")
        }
        for gate in gates { checkLines(of: gate, node, reader) }
        for index in rules.indices {
            checkNames(of: rules[index], after: rules[..<index], node, reader)
        }
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

    /// - Parameter above: the rules before it, which it may name.
    private func checkNames(
        of rule: Rule, after above: ArraySlice<Rule>, _ node: Node, _ reader: Reader
    ) {
        let place = node.value(of: "rules")?.value(of: rule.name) ?? node
        func check(_ name: String?, _ what: String, _ known: [String]) {
            guard let name, !known.contains(name) else { return }
            reader.fail(
                place, "\(place.shownPath): \(what) \(quoted(name))", didYouMean(name, among: known))
        }
        for condition in rule.conditions {
            check(condition.zone, "the camera has no zone", zones.map(\.name))
            check(condition.line, "the camera has no line", lines.map(\.name))
            check(condition.gate, "the camera has no gate", gates.map(\.name))
            check(condition.rule, "there is no rule above it that is called", above.map(\.name))
            warnOfSilence(condition, place, reader)
        }
    }

    /// A condition that waits for what the zone never tells.
    private func warnOfSilence(_ condition: Rule.Condition, _ place: Node, _ reader: Reader) {
        guard let zone = zones.first(where: { $0.name == condition.zone }) else { return }
        let isTold =
            switch condition.state {
            case .inside, .entered, .left: true
            case .occupied: zone.occupancy != nil
            case .loitering: zone.loitering != nil
            case .crowd: zone.crowd != nil
            case .wrongWay: zone.wrongWay != nil
            case .running: zone.running != nil
            case .speeding: zone.speeding != nil
            case .leftBehind: zone.leftBehind != nil
            case .takenAway: zone.takenAway != nil
            }
        guard !isTold else { return }
        reader.fail(
            place,
            "\(place.shownPath) waits for `\(condition.state.rawValue)` of the zone \(quoted(zone.name)), which has no such rule"
        )
    }

    private var schedules: [Configuration.Schedule] {
        let ofZones = zones.flatMap { zone in
            [
                zone.loitering?.terms, zone.occupancy?.terms, zone.crowd?.terms, zone.wrongWay?.terms,
                zone.running?.terms, zone.speeding?.terms, zone.leftBehind?.terms, zone.takenAway?.terms,
            ]
        }
        return (ofZones + lines.map(\.terms) + gates.map(\.terms) + rules.map(\.terms)).compactMap {
            $0?.schedule
        }
    }
}
