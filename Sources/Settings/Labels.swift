extension Reader {
    /// Compares the labels that the file names with those that the model knows, as far as that can be told here.
    ///
    /// A model from a file without `labels` names its own classes, or its family does: the detector compares then.
    func checkLabels(_ detector: Configuration.Detector) {
        guard let known = known(detector) else { return }
        for (label, place) in labels where !known.contains(label) {
            let shown = known.prefix(20).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
            fail(
                place, "the model knows no label \(quoted(label)); allowed: \(shown)", didYouMean(label, among: known))
        }
    }

    private func known(_ detector: Configuration.Detector) -> [String]? {
        guard detector.model != .builtin else { return Configuration.builtinLabels }
        guard let path = detector.labels, let bytes = try? File.read(path, limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
