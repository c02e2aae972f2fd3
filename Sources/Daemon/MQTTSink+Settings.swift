import Delivery
import FoundationEssentials
import Logging
import Settings

extension MQTTSink {
    /// The broker that the configuration names; nil where it names none.
    ///
    /// - Parameter memory: of what the cameras see, from the sink before to this one.
    static func configured(
        _ configuration: Settings.Configuration, memory: StateMemory, _ logger: Logger
    ) throws(DaemonError) -> MQTTSink? {
        guard let settings = configuration.events.mqtt else { return nil }
        do throws(MQTTError) {
            var delivery = settings.delivery(configuration.cameras)
            delivery.memory = memory
            return try MQTTSink(delivery, logger: logger)
        } catch {
            throw .mqtt(error)
        }
    }
}

extension Settings.Configuration.MQTT {
    fileprivate func delivery(_ all: [Settings.Configuration.Camera]) -> MQTTSink.Configuration {
        var delivery = MQTTSink.Configuration(
            url: url.revealed(), clientID: clientID ?? "vedette-" + ProcessInfo.processInfo.hostName,
            version: Daemon.version)
        (delivery.username, delivery.password) = (username, password?.revealed())
        (delivery.caFile, delivery.certificate, delivery.key) = (caFile, certificate, key)
        delivery.topicPrefix = topicPrefix
        delivery.isVersion5 = version == .v5
        delivery.timeout = timeout
        delivery.types = types
        delivery.homeAssistant = homeAssistant.enabled ? homeAssistant.prefix : nil
        delivery.publishesFrigateTopics = frigateTopics
        delivery.cameras = all.filter { $0.enabled && cameras?.contains($0.name) != false }.map { camera in
            MQTTCamera(
                name: camera.name, labels: camera.detect.enabled ? camera.detect.labels : [],
                zones: camera.zones.map(\.name))
        }
        return delivery
    }
}
