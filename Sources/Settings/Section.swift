/// A mapping of the file with fixed keys: what each is called, what it means, what it allows, where it goes.
///
/// `init()` gives the defaults; a section is read by writing what the file says over them.
protocol Section: Equatable, Sendable {
    init()

    /// Every key, in the order in which the documentation lists them and in which they are read.
    static var keys: [Key<Self>] { get }

    /// What no key can tell alone; called after the keys were read.
    mutating func check(_ node: Node, _ reader: Reader)
}

extension Section {
    mutating func check(_ node: Node, _ reader: Reader) {}
}

/// One key of a section.
struct Key<Owner: Sendable>: Sendable {
    enum Need: Sendable {
        /// The file may leave it out.
        case optional
        /// Each section of its kind has one.
        case required
        /// Required, and each camera's own: `defaults` cannot supply it.
        case own
    }

    let name: String
    let need: Need
    /// For the documentation: what the key does, in a sentence or two.
    let summary: String
    let allowed: String
    let read: @Sendable (Node, inout Owner, Reader) -> Void
    /// The documentation of this key's default, where it has one.
    let standard: @Sendable (Owner) -> String?
    /// The keys below this one.
    let children: @Sendable (Owner) -> [KeyDescription]
    /// The value in force, masked where it is secret.
    let shown: @Sendable (Owner) -> Shown
    /// Whether two owners have the same value.
    let isSame: @Sendable (Owner, Owner) -> Bool

    init<Value: Equatable & Sendable>(
        _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable, _ kind: Kind<Value>,
        need: Need = .optional, _ summary: String
    ) {
        self.name = name
        self.need = need
        self.summary = summary
        allowed = kind.allowed
        read = { node, owner, reader in
            if let value = kind.read(node, owner[keyPath: path], reader) { owner[keyPath: path] = value }
        }
        standard = { need != .optional ? nil : kind.show($0[keyPath: path]) }
        children = { kind.children($0[keyPath: path]) }
        shown = { kind.tree($0[keyPath: path]) }
        isSame = { $0[keyPath: path] == $1[keyPath: path] }
    }
}

extension Key {
    /// A key whose value goes to the reader, for what is read after it.
    init<Value>(
        _ name: String, _ kind: Kind<Value>, _ summary: String, keep: @escaping @Sendable (Value, Reader) -> Void
    ) {
        self.name = name
        self.need = .optional
        self.summary = summary
        allowed = kind.allowed
        read = { node, _, reader in
            if let value = kind.read(node, nil, reader) { keep(value, reader) }
        }
        standard = { _ in nil }
        children = { _ in [] }
        shown = { _ in .nothing }
        isSame = { _, _ in true }
    }
}

/// What a value may be: how it is read, what the documentation says of it, how a default is shown.
struct Kind<Value>: Sendable {
    /// What is allowed, in words that follow "allowed: ".
    let allowed: String
    /// The node's value, nil after telling the reader what is wrong; what the node leaves open stays as in the base.
    let read: @Sendable (_ node: Node, _ base: Value?, _ reader: Reader) -> Value?
    /// As it would stand in the file; nil for a value that means "nothing set".
    var show: @Sendable (Value) -> String? = { _ in nil }
    var children: @Sendable (_ base: Value?) -> [KeyDescription] = { _ in [] }
    /// The value as structured text, masked where it is secret; nil: as ``show`` has it.
    var reveal: (@Sendable (Value) -> Shown)?

    func tree(_ value: Value) -> Shown {
        reveal?(value) ?? show(value).map(Shown.text) ?? .nothing
    }
}

/// A key as the documentation lists it.
package struct KeyDescription: Equatable, Sendable {
    /// From the root, names that the operator chooses as `NAME`: `cameras.NAME.detect.fps`; list items as `[]`.
    package let path: String
    package let isRequired: Bool
    package let standard: String?
    package let allowed: String
    package let summary: String

    func below(_ prefix: String) -> KeyDescription {
        KeyDescription(
            path: prefix + path, isRequired: isRequired, standard: standard, allowed: allowed, summary: summary)
    }
}

extension Section {
    /// All keys of the section and below it, each after the one that holds it.
    static func described(_ base: Self) -> [KeyDescription] {
        keys.flatMap { key in
            let own = KeyDescription(
                path: key.name, isRequired: key.need != .optional, standard: key.standard(base), allowed: key.allowed,
                summary: key.summary)
            return [own] + key.children(base).map { $0.below(key.name) }
        }
    }
}
