import Clocks

/// Seconds since 1970, or of a clip, as `00:01:02.345`, UTC.
func timeOfDay(_ seconds: Double) -> String {
    String(CaptureTime(microseconds: 0).advanced(bySeconds: seconds).rfc3339.dropFirst(11).prefix(12))
}
