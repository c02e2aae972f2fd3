import Geometry

extension Kind where Value == Polygon {
    /// A list of corners; the last joins the first.
    static var polygon: Kind {
        let allowed = "3 to \(mostCorners) corners `[x, y]`, each number a share of the picture from 0 to 1"
        return Kind(allowed: allowed) { node, _, reader in
            guard let nodes = reader.items(node, allowed) else { return nil }
            guard (3...mostCorners).contains(nodes.count) else {
                reader.fail(node, "\(node.shownPath) has \(nodes.count) corners; allowed: \(allowed)")
                return nil
            }
            let corners = nodes.compactMap { reader.point($0) }
            guard corners.count == nodes.count, let polygon = Polygon(corners: corners) else { return nil }
            return reader.sound(polygon, node, nodes) ? polygon : nil
        } show: { polygon in
            "[" + polygon.corners.map(shown).joined(separator: ", ") + "]"
        } reveal: { polygon in
            .list(polygon.corners.map(pair))
        }
    }
}

extension Kind where Value == Point {
    static var point: Kind {
        Kind(allowed: pointAllowed) { node, _, reader in
            reader.point(node)
        } reveal: {
            pair($0)
        }
    }
}

private let pointAllowed = "[x, y], each a share of the picture from 0 (left, top) to 1 (right, bottom)"

private func pair(_ point: Point) -> Shown { .list([.number(point.x), .number(point.y)]) }

private func shown(_ point: Point) -> String { "[\(short(point.x)), \(short(point.y))]" }

/// Nobody draws more; comparing all sides with each other stays cheap.
private let mostCorners = 100

/// As a share of the picture: 14 by 14 pixels of a full HD picture.
private let tinyArea = 0.0001

extension Reader {
    fileprivate func point(_ node: Node) -> Point? {
        guard let nodes = items(node, pointAllowed) else { return nil }
        guard nodes.count == 2 else {
            fail(node, "\(node.shownPath) has \(nodes.count) numbers; allowed: \(pointAllowed)")
            return nil
        }
        let number = Kind<Double>.number(0...1, "of the picture")
        let numbers = nodes.compactMap { number.read($0, nil, self) }
        return numbers.count == 2 ? Point(x: numbers[0], y: numbers[1]) : nil
    }

    /// Whether a polygon has an inside that everyone would agree on.
    fileprivate func sound(_ polygon: Polygon, _ node: Node, _ nodes: [Node]) -> Bool {
        let corners = polygon.corners
        if let second = corners.indices.first(where: { corners[$0] == corners[($0 + 1) % corners.count] }) {
            let isClosed = second == corners.count - 1
            let advice = isClosed ? "leave the last corner out, the polygon closes by itself" : "leave one of them out"
            fail(nodes[second], "\(nodes[second].shownPath) stands at the same place as the next corner", advice)
            return false
        }
        if let (first, second) = polygon.crossing {
            let sides = "the side from corner \(second + 1) meets the side from corner \(first + 1)"
            fail(
                nodes[second], "\(node.shownPath) crosses itself: \(sides)", "list the corners in their order around it"
            )
            return false
        }
        if polygon.area < tinyArea {
            warn(node, "\(node.shownPath) covers next to nothing, \(short(polygon.area)) of the picture")
        }
        return true
    }
}
