import Ingest
import Settings

extension SourceOptions {
    init(_ camera: Configuration.Camera) {
        let deadlines = Deadlines(open: camera.source.openTimeout, read: camera.source.readTimeout)
        self.init(
            transport: camera.source.transport == .udp ? .udp : .tcp,
            hardware: camera.source.hardware == .none ? nil : camera.source.hardware.rawValue,
            policy: DecodePolicy(camera), deadlines: deadlines)
    }
}
