extension Coverage {
    /// Seconds by the names that events, metrics and the API share.
    package var columns: [String: Double] {
        [
            "connected": connected, "decoded": decoded, "skipped": skipped, "dropped": dropped, "inferred": inferred,
            "blind": blind,
        ].mapValues { $0 / .seconds(1) }
    }
}
