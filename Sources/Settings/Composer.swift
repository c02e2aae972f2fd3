/// A YAML document as a tree of nodes that know their places.
///
/// Strict where YAML's freedom would hide mistakes: one document, keys are plain texts and stand once, no tags.
/// Aliases are allowed; what they stand for is counted, so that a few lines cannot expand without bound.
struct Composer {
    /// Deeper than any setting lies, shallow enough for recursion.
    static let deepest = 32
    /// More values than a file of a mebibyte has reason to hold, aliases expanded.
    static let mostNodes = 100_000

    private enum Anchor {
        case open
        case closed(Node)
    }

    private let events: EventStream
    private var anchors: [String: Anchor] = [:]
    private var count = 0
    private var findings: [Finding] = []

    /// - Parameter path: where the root stands in the configuration.
    /// - Returns: the tree, nil where there is none to speak of, and what is wrong with it.
    static func compose(_ text: some Collection<UInt8>, path: String = "") -> (root: Node?, findings: [Finding]) {
        guard let events = EventStream(text) else {
            return (nil, [Finding(place: .start, message: "out of memory")])
        }
        var composer = Composer(events: events)
        do throws(Finding) {
            let root = try composer.document(path)
            return (root, composer.findings)
        } catch {
            return (nil, composer.findings + [error])
        }
    }

    private init(events: EventStream) {
        self.events = events
    }

    private mutating func document(_ path: String) throws(Finding) -> Node? {
        guard case .documentStart = try events.next().event else { return nil }
        let root = try node(from: events.next(), path: path, depth: 0)
        let next = try events.next()
        if case .streamEnd = next.event { return root }
        throw Finding(place: next.place, message: "a second YAML document; a configuration file has one")
    }

    private mutating func node(from placed: EventStream.Placed, path: String, depth: Int) throws(Finding) -> Node {
        try admit(1, at: placed.place)
        guard depth <= Self.deepest else {
            throw Finding(place: placed.place, message: "nested deeper than \(Self.deepest) levels")
        }
        switch placed.event {
        case .alias(let name): return try target(of: name, at: placed)
        case .scalar(let text, let plain, let properties):
            let node = Node(placed, .scalar(text, plain: plain), path: path)
            note(properties, of: node)
            return node
        case .sequenceStart(let properties):
            open(properties)
            let node = try sequence(from: placed, path: path, depth: depth)
            note(properties, of: node)
            return node
        case .mappingStart(let properties):
            open(properties)
            let node = try mapping(from: placed, path: path, depth: depth)
            note(properties, of: node)
            return node
        case .end, .documentStart, .streamEnd:
            throw Finding(place: placed.place, message: "not YAML: a value was expected")
        }
    }

    private mutating func sequence(
        from start: EventStream.Placed, path: String, depth: Int
    ) throws(Finding) -> Node {
        var items: [Node] = []
        while true {
            let next = try events.next()
            if case .end = next.event { return Node(start, .sequence(items), path: path) }
            items.append(try node(from: next, path: "\(path)[\(items.count + 1)]", depth: depth + 1))
        }
    }

    private mutating func mapping(
        from start: EventStream.Placed, path: String, depth: Int
    ) throws(Finding) -> Node {
        var pairs: [Node.Pair] = []
        var places: [String: Place] = [:]
        while true {
            let next = try events.next()
            if case .end = next.event { return Node(start, .mapping(pairs), path: path) }
            let key = try node(from: next, path: path, depth: depth + 1)
            let name = key.scalar ?? ""
            let child = path.isEmpty ? name : path + "." + name
            let value = try node(from: events.next(), path: child, depth: depth + 1)
            if key.scalar == nil {
                fail(key, "a key that is \(key.kind); keys are texts")
            } else if let first = places[name] {
                fail(key, "the key \(quoted(name)) stands twice; it first stands at \(first.line):\(first.column)")
            } else {
                places[name] = key.place
                pairs.append(.init(key: .init(text: name, place: key.place, parent: path), value: value))
            }
        }
    }
}

// MARK: - Anchors, aliases, tags

extension Composer {
    private mutating func open(_ properties: EventStream.Properties) {
        if let anchor = properties.anchor { anchors[anchor] = .open }
    }

    private mutating func note(_ properties: EventStream.Properties, of node: Node) {
        if let anchor = properties.anchor { anchors[anchor] = .closed(node) }
        if properties.hasTag { fail(node, "a YAML tag (`!…`); values need none here") }
    }

    private mutating func target(of name: String, at placed: EventStream.Placed) throws(Finding) -> Node {
        let alias = quoted("*" + name)
        switch anchors[name] {
        case .closed(let node):
            try admit(node.weight - 1, at: placed.place)
            return node
        case .open: throw Finding(place: placed.place, message: "the alias \(alias) stands inside of what it names")
        case nil:
            let near = nearest(to: name, among: anchors.keys)
            throw Finding(
                place: placed.place, message: "the alias \(alias) names no anchor above it",
                suggestion: near.map { "did you mean `*\($0)`?" } ?? "quote it if it is a text: \"*\"")
        }
    }

    private mutating func admit(_ nodes: Int, at place: Place) throws(Finding) {
        count += nodes
        guard count <= Self.mostNodes else {
            throw Finding(place: place, message: "more than \(Self.mostNodes) values, with all that aliases stand for")
        }
    }

    private mutating func fail(_ node: Node, _ message: String) {
        findings.append(Finding(place: node.place, width: node.width, message: message))
    }
}

extension Node {
    fileprivate init(_ placed: EventStream.Placed, _ content: Content, path: String) {
        let isOneLine = placed.end.line == placed.place.line
        let width = isOneLine ? max(1, placed.end.column - placed.place.column) : 1
        let inner =
            switch content {
            case .scalar: 0
            case .sequence(let items): items.reduce(0) { $0 + $1.weight }
            case .mapping(let pairs): pairs.reduce(0) { $0 + $1.value.weight + 1 }
            }
        self.init(content: content, place: placed.place, width: width, path: path, weight: inner + 1)
    }
}
