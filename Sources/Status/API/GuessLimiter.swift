import Glibc
import Synchronization

/// How often an address may show a token that nobody has: ten times at once, and then once in six seconds.
///
/// Tokens are too long to be guessed at any rate; this keeps who tries from filling the audit log and the processor. It
/// is the bucket of ATM's Generic Cell Rate Algorithm (ITU-T I.371): one moment an address.
final class GuessLimiter: Sendable {
    static let burst = 10
    static let interval = Duration.seconds(6)
    private static let mostAddresses = 1_000

    /// By network, when its bucket is full again.
    private let full = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How long the address has to wait; nil where it need not.
    func wait(for address: String, now: ContinuousClock.Instant = .now) -> Duration? {
        let full = full.withLock { $0[Self.network(of: address)] ?? now }
        let wait = now.duration(to: full) - Self.interval * (Self.burst - 1)
        return wait > .zero ? wait : nil
    }

    /// The address has guessed.
    func note(_ address: String, now: ContinuousClock.Instant = .now) {
        full.withLock { full in
            if full.count >= Self.mostAddresses { full = full.filter { $0.value > now } }
            if full.count >= Self.mostAddresses, let first = full.min(by: { $0.value < $1.value }) {
                full[first.key] = nil
            }
            let network = Self.network(of: address)
            full[network] = max(full[network] ?? now, now) + Self.interval
        }
    }

    /// Who has one address of IPv6 has 2⁶⁴ of them.
    private static func network(of address: String) -> String {
        var bytes = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: bytes) { $0.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") }
    }
}
