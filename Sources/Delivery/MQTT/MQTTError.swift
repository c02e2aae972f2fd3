import CMosquitto
import Glibc

/// Why a broker has not taken what was published. Holds no secret.
package enum MQTTError: Error, Equatable, CustomStringConvertible {
    /// The configuration cannot work, however long one waits: a certificate that cannot be read.
    case unusable(String)

    /// No connection, or it was lost.
    case unreachable(String)

    /// The broker refuses the connection: a wrong password, or no permission.
    case refused(String)

    /// The broker has said nothing for too long.
    case silent(operation: String, Duration)

    /// The broker does not take this message.
    case rejected(String)

    /// The outbox closes.
    case closing

    package var description: String {
        switch self {
        case .unusable(let reason): reason
        case .unreachable(let reason): "the broker cannot be reached: \(reason)"
        case .refused(let reason): "the broker refuses the connection: \(reason)"
        case .silent(let operation, let wait):
            "the broker has not answered \(operation) for \(wait.components.seconds) s"
        case .rejected(let reason): "the broker does not take the message: \(reason)"
        case .closing: "the daemon stops"
        }
    }
}

extension MQTTError {
    /// libmosquitto's codes; `errno` belongs to `MOSQ_ERR_ERRNO`.
    static func of(_ code: Int32, _ errno: Int32) -> MQTTError {
        switch mosq_err_t(code) {
        case MOSQ_ERR_ERRNO: .unreachable(String(cString: strerror(errno)) + advice(errno))
        case MOSQ_ERR_EAI: .unreachable("there is no such host; check the URL and this machine's DNS")
        case MOSQ_ERR_CONN_LOST: .unreachable("it closed the connection")
        case MOSQ_ERR_TLS:
            .unreachable(
                "TLS failed; is `ca_file` the authority of the broker's certificate, and is that for this name?")
        case MOSQ_ERR_OVERSIZE_PACKET, MOSQ_ERR_PAYLOAD_SIZE: .rejected("it is larger than the broker takes")
        case MOSQ_ERR_MALFORMED_UTF8: .rejected("its topic is not UTF-8")
        case MOSQ_ERR_INVAL: .rejected("its topic is none")
        default: .unreachable(String(cString: mosquitto_strerror(code)))
        }
    }

    private static func advice(_ errno: Int32) -> String {
        errno == ECONNREFUSED ? "; is it running, and does it listen there?" : ""
    }
}
