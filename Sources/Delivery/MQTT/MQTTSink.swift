package import Events
package import Logging
import Threads

/// A broker that events are published to, in each camera's order, and the states that follow from them, by a thread of its own.
///
/// An event is settled when the broker has acknowledged it (QoS 1); what a broker that is away does not get waits in the
/// outbox, over restarts. States are what the events say, and are all published anew after each connection.
package final class MQTTSink: Sink {
    package struct Configuration: Sendable, CustomStringConvertible {
        /// `mqtt://HOST[:PORT]` or `mqtts://…`.
        package var url: String
        package var username: String?
        package var password: String?

        /// Unique at the broker, and the same over restarts: a connection that hangs is then taken over, so that its will does
        /// not tell of us as gone later.
        package var clientID: String
        package var topicPrefix = "vedette"
        package var isVersion5 = false

        /// PEM.
        package var caFile: String?
        package var certificate: String?
        package var key: String?

        /// How long the broker may owe an answer.
        package var timeout: Duration = .seconds(10)

        /// Shell patterns of event types that are published; empty for all.
        package var types: [String] = []

        /// Home Assistant's discovery prefix; nil for no discovery.
        package var homeAssistant: String?
        package var publishesFrigateTopics = false

        /// That are told of.
        package var cameras: [MQTTCamera] = []

        /// What the sink before has left, and what this one leaves to the next.
        package var memory = StateMemory()

        /// Before the next attempt to connect.
        package var backoff = Backoff(base: .seconds(1), cap: .seconds(60))
        package var version: String

        /// No part of it: the address may be somebody's secret.
        package var description: String { "(mqtt)" }

        package init(url: String, clientID: String, version: String) {
            self.url = url
            self.clientID = clientID
            self.version = version
        }
    }

    package let name = "mqtt"

    private let configuration: Configuration
    private let options: MQTTConnection.Options
    private let cameras: Set<String>
    private let waker = Waker()
    private let logger: Logger

    /// - Throws: ``MQTTError/unusable(_:)`` for an address that is none.
    package init(_ configuration: Configuration, logger: Logger) throws(MQTTError) {
        let available = configuration.topicPrefix + "/available"
        var options = MQTTConnection.Options(
            address: try MQTTAddress(configuration.url), clientID: configuration.clientID,
            will: .state(available, "offline"), timeout: configuration.timeout)
        options.isVersion5 = configuration.isVersion5
        (options.username, options.password) = (configuration.username, configuration.password)
        (options.caFile, options.certificate, options.key) = (
            configuration.caFile, configuration.certificate, configuration.key
        )
        self.options = options
        self.configuration = configuration
        self.logger = logger
        cameras = Set(configuration.cameras.map(\.name))
    }

    /// The daemon's own events, too: they say when states begin anew.
    package func wants(_ event: EventFacts) -> Bool {
        event.camera.map(cameras.contains) ?? true
    }

    package func start(_ feed: SinkFeed) {
        _ = BlockingThread(name: "mqtt") { self.run(feed) }
    }

    package func wake() { waker.wake() }

    private func run(_ feed: SinkFeed) {
        blockWriteSignalsOnThisThread()
        var broadcast = configuration.broadcast
        var failures = 0
        while true {
            do throws(MQTTError) {
                let connection = try MQTTConnection.open(options, waker: waker) { feed.closeBy }
                try greet(connection, &broadcast)
                if failures > 0 { logger.notice("the MQTT broker is reached again", metadata: place) }
                failures = 0
                try serve(connection, feed, &broadcast)
                return end(feed, broadcast)
            } catch {
                guard error != .closing else { return end(feed, broadcast) }
                failures += 1
                feed.countFailure("\(error)")
                if failures == 1 { say(error) }
                guard feed.pause(for: configuration.backoff.delay(afterFailures: failures, chance: .random(in: 0...1)))
                else { return end(feed, broadcast) }
                feed.countRetry()
            }
        }
    }

    /// Whoever comes next begins when this one is finished, and with what it knew.
    private func end(_ feed: SinkFeed, _ broadcast: Broadcast) {
        configuration.memory.states = broadcast.states
        feed.finish()
    }

    private var place: Logger.Metadata { ["broker": "\(options.address.description)"] }

    private func say(_ error: MQTTError) {
        var metadata = place
        metadata["error"] = "\(error)"
        logger.warning("the MQTT broker is not reached; events wait, and it is tried again", metadata: metadata)
    }

    /// What a broker that knows nothing of us is to know: that we are there, the sensors, and all states.
    private func greet(_ connection: MQTTConnection, _ broadcast: inout Broadcast) throws(MQTTError) {
        let discovery = broadcast.discovery
        if let discovery { try connection.subscribe(discovery.filter) }
        try publish(broadcast.greeting(), connection)
        guard let discovery else { return }
        let kept = try connection.takeKept(discovery.filter)
        try publish(broadcast.removals(kept), connection)
    }

    private func publish(_ messages: [MQTTMessage], _ connection: MQTTConnection) throws(MQTTError) {
        var ids: [Int32] = []
        for message in messages { if let id = try attempt(message, connection).id { ids.append(id) } }
        try connection.settle(ids)
        connection.forgetAcknowledgements()
    }

    /// - Returns: the message's number; or why it alone cannot be published.
    private func attempt(
        _ message: MQTTMessage, _ connection: MQTTConnection
    ) throws(MQTTError) -> (id: Int32?, problem: String?) {
        do throws(MQTTError) {
            return (try connection.publish(message), nil)
        } catch {
            guard case .rejected = error else { throw error }
            return (nil, "\(error)")
        }
    }

    /// Until the outbox closes.
    private func serve(
        _ connection: MQTTConnection, _ feed: SinkFeed, _ broadcast: inout Broadcast
    ) throws(MQTTError) {
        while true {
            switch feed.next(upTo: 20, within: .seconds(1)) {
            case .deliveries(let deliveries): try deliver(deliveries, connection, feed, &broadcast)
            case .woken, .timeout: try connection.tend()
            case .end:
                try publish(broadcast.farewell, connection)
                return connection.close()
            }
        }
    }

    /// One camera's next events, and what follows from them.
    private func deliver(
        _ deliveries: [Delivery], _ connection: MQTTConnection, _ feed: SinkFeed, _ broadcast: inout Broadcast
    ) throws(MQTTError) {
        var ids: [Int64: Int32] = [:]
        var problems: [Int64: String] = [:]
        var others: [Int32] = []
        var failure: MQTTError?
        do throws(MQTTError) {
            for delivery in deliveries {
                let messages = broadcast.messages(
                    type: delivery.type, camera: delivery.camera, sequence: delivery.sequence, body: delivery.body)
                if let event = messages.event {
                    let (id, problem) = try attempt(event, connection)
                    ids[delivery.sequence] = id
                    problems[delivery.sequence] = problem
                }
                for message in messages.states {
                    if let id = try attempt(message, connection).id { others.append(id) }
                }
            }
            try connection.settle(Array(ids.values) + others)
        } catch {
            failure = error
        }
        for delivery in deliveries {
            let acknowledgement = ids[delivery.sequence].map { connection.acknowledgement(of: $0) }
            let outcome = outcome(delivery, problems[delivery.sequence], acknowledgement, failure)
            feed.settle(delivery, as: outcome)
        }
        connection.forgetAcknowledgements()
        if let failure { throw failure }
    }

    /// - Parameter acknowledgement: nil where the event is not one that is published; nil within where the broker has not
    ///   acknowledged it.
    private func outcome(
        _ delivery: Delivery, _ problem: String?, _ acknowledgement: String??, _ failure: MQTTError?
    ) -> Delivery.Outcome {
        if let problem { return .dead(error: problem) }
        switch acknowledgement {
        case .none: return failure == nil ? .delivered : untried(failure)
        case .some(.none): return untried(failure)
        case .some(.some("")): return .delivered
        case .some(.some(let reason)):
            let error = "the broker does not take the message: \(reason)"
            let pause = configuration.backoff.delay(afterFailures: delivery.rejections + 1, chance: .random(in: 0...1))
            return delivery.rejections < 3 ? .failed(error: error, rejected: true, after: pause) : .dead(error: error)
        }
    }

    /// The connection failed, not the event: it goes first on the next one.
    private func untried(_ failure: MQTTError?) -> Delivery.Outcome {
        guard let failure, failure != .closing else { return .untried }
        return .failed(error: "\(failure)", rejected: false, after: .zero)
    }
}

extension MQTTSink.Configuration {
    fileprivate var broadcast: Broadcast {
        Broadcast(
            prefix: topicPrefix, cameras: cameras, types: types, client: clientID, homeAssistant: homeAssistant,
            publishesFrigateTopics: publishesFrigateTopics, version: version, states: memory.states)
    }
}
