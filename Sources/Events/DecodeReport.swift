/// The data of `vedette.camera.decode_changed`: a camera that is decoded on demand is decoded in another way from here on.
package struct DecodeReport: Codable, Hashable, Sendable {
    package enum Policy: String, Codable, Sendable {
        case everyFrame = "every-frame"
        case onDemand = "on-demand"
    }

    package enum Reason: String, Codable, Sendable {
        /// Audits found that too many motions would have been missed.
        case recall
        /// Keyframes are too far apart, or too large, for what lies between them to be kept undecoded.
        case keyframes
        /// Nothing was left undecoded for minutes: decoding on demand does not pay.
        case noGain = "no_gain"
        /// It was tried again, and holds what it should.
        case recovered
    }

    package let policy: Policy
    package let reason: Reason

    /// Motions that were audited lately.
    package let motions: Int

    /// The share of them that was, or would have been, seen; nil where there were none.
    package let recall: Double?

    /// Seconds until decoding on demand is tried again; nil where it is in use.
    package let retrySeconds: Double?

    package init(policy: Policy, reason: Reason, motions: Int, recall: Double?, retrySeconds: Double?) {
        self.policy = policy
        self.reason = reason
        self.motions = motions
        self.recall = recall?.rounded(toPlaces: 4)
        self.retrySeconds = retrySeconds?.rounded(toPlaces: 3)
    }

    private enum CodingKeys: String, CodingKey {
        case policy, reason, motions, recall
        case retrySeconds = "retry_seconds"
    }
}
