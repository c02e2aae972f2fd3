/// Every type of event that there is; the text is CloudEvents' `type`.
package enum EventType: String, CaseIterable, Sendable {
    case objectStarted = "vedette.object.started"
    case objectUpdated = "vedette.object.updated"
    case objectEnded = "vedette.object.ended"
    case motionStarted = "vedette.motion.started"
    case motionEnded = "vedette.motion.ended"
    case zoneEntered = "vedette.zone.entered"
    case zoneLeft = "vedette.zone.left"
    case cameraOnline = "vedette.camera.online"
    case cameraOffline = "vedette.camera.offline"
    case daemonStarted = "vedette.daemon.started"
    case daemonStopping = "vedette.daemon.stopping"
}
