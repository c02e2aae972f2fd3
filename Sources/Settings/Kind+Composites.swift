extension Kind where Value: Section {
    /// A mapping with fixed keys; where a shorthand is named, a bare text or list stands for that one key's value.
    static func section(shorthand: String? = nil) -> Kind {
        let bare = shorthand.map { "its `\($0)` alone, or " } ?? ""
        return Kind(allowed: bare + "a mapping") { node, base, reader in
            guard let shorthand, node.isBare, let key = Value.keys.first(where: { $0.name == shorthand }) else {
                return reader.section(node, over: base ?? Value())
            }
            var value = base ?? Value()
            if key.need == .own && reader.readsDefaults {
                reader.refuseDefault(node, shorthand)
            } else {
                key.read(node, &value, reader)
                value.check(node, reader)
            }
            return value
        } children: { base in
            Value.described(base ?? Value()).map { $0.below(".") }
        } reveal: {
            $0.shown
        }
    }
}

extension Node {
    /// Whether it stands for one value rather than for several keys.
    fileprivate var isBare: Bool {
        if case .sequence = content { true } else { scalar != nil }
    }
}

extension Kind {
    /// A value that the file may leave unset.
    static func optional<Wrapped>(_ kind: Kind<Wrapped>) -> Kind where Value == Wrapped? {
        Kind(allowed: kind.allowed) { node, base, reader in
            kind.read(node, base ?? nil, reader)
        } show: {
            $0.flatMap(kind.show)
        } children: {
            kind.children($0 ?? nil)
        } reveal: {
            $0.map(kind.tree) ?? .nothing
        }
    }

    /// A list, which replaces the base's as a whole.
    static func list<Element>(
        of kind: Kind<Element>, _ items: String, mayBeEmpty: Bool = true
    ) -> Kind where Value == [Element] {
        let allowed = "a list of \(mayBeEmpty ? "" : "one or more ")\(items)"
        return Kind(allowed: allowed) { node, _, reader in
            guard let nodes = reader.items(node, allowed) else { return nil }
            guard mayBeEmpty || !nodes.isEmpty else {
                reader.fail(node, "\(node.shownPath) is an empty list; allowed: \(allowed)")
                return nil
            }
            let elements = nodes.compactMap { kind.read($0, nil, reader) }
            return elements.count == nodes.count ? elements : nil
        } show: { elements in
            "[" + elements.compactMap(kind.show).joined(separator: ", ") + "]"
        } children: { _ in
            kind.children(nil).map { $0.below("[]") }
        } reveal: {
            .list($0.map(kind.tree))
        }
    }

    /// A mapping whose keys are names that the operator chooses, in the file's order; it replaces the base's as a whole.
    ///
    /// - base: what an item that says nothing is.
    static func named<Item, Element>(
        _ kind: Kind<Item>, _ items: String, base: @escaping @Sendable (Reader) -> Item? = { _ in nil },
        as element: @escaping @Sendable (_ name: String, Item) -> Element
    ) -> Kind where Value == [Element] {
        let allowed = "a mapping of \(items)"
        return Kind(allowed: allowed) { node, _, reader in
            guard let pairs = reader.pairs(node, allowed) else { return nil }
            let elements = pairs.compactMap { pair -> Element? in
                let isNamed = reader.checkName(pair.key)
                guard let item = kind.read(pair.value, base(reader), reader), isNamed else { return nil }
                return element(pair.key.text, item)
            }
            return elements.count == pairs.count ? elements : nil
        } show: {
            $0.isEmpty ? "{}" : nil
        } children: { _ in
            kind.children(nil).map { $0.below(".NAME") }
        } reveal: { elements in
            .mapping(
                elements.compactMap { element in
                    guard let name = (element as? any Named)?.name, let item = element as? Item else { return nil }
                    return Shown.Pair(key: name, value: kind.tree(item))
                })
        }
    }
}

/// What a name may be, in words that follow "allowed: ".
let nameAllowed = "1 to 64 of a-z, 0-9, `-`, `_` and `.`, beginning with a letter or a digit"

extension Reader {
    fileprivate func checkName(_ name: Node.Name) -> Bool {
        if isName(name.text) { return true }
        let tamed = String(name.text.lowercased().map { $0 == " " ? "-" : $0 })
        fail(name, "the name \(quoted(name.text)); allowed: \(nameAllowed)", isName(tamed) ? "write `\(tamed)`" : nil)
        return false
    }
}

/// Names end up in the sources of events, in metrics and in file names: no character that any of those must escape.
func isName(_ text: String) -> Bool {
    func isBasic(_ character: Character) -> Bool {
        ("a"..."z").contains(character) || ("0"..."9").contains(character)
    }
    return text.utf8.count <= 64 && text.first.map(isBasic) == true
        && text.allSatisfy { isBasic($0) || "-_.".contains($0) }
}
