/// The data of `vedette.rule.matched`: the conditions of a composed rule were met.
package struct RuleReport: Codable, Hashable, Sendable {
    package struct Met: Codable, Hashable, Sendable {
        /// In words, as `zone porch: loitering`.
        package let condition: String

        /// When it was met last.
        package let secondsAgo: Double

        package init(condition: String, secondsAgo: Double) {
            self.condition = condition
            self.secondsAgo = secondsAgo.rounded(toPlaces: 3)
        }

        private enum CodingKeys: String, CodingKey {
            case condition
            case secondsAgo = "seconds_ago"
        }
    }

    /// The rule's name.
    package let rule: String

    /// `all`, `any` or `then`.
    package let kind: String
    package let conditions: [Met]

    /// Of the last condition; missing where that is not about one.
    package let object: ObjectReport?
    package let frame: FrameReference

    package init(
        rule: String, kind: String, conditions: [Met], object: ObjectReport?, frame: FrameReference
    ) {
        self.rule = rule
        self.kind = kind
        self.conditions = conditions
        self.object = object
        self.frame = frame
    }
}
