package import Geometry

/// How a ``MotionGate`` watches one camera.
package struct MotionOptions: Hashable, Sendable {
    /// Where nothing is looked at: a burnt-in clock, a flag, the neighbour's garden. A cell of the analysed picture is
    /// masked where its centre lies in any of them.
    package var masks: [Polygon]

    /// The smallest thing that counts, as a share of the picture, 0 to 1. The default, 0.0005, is 29 cells of
    /// 320 × 180: a person 4 % of the picture's height.
    package var minimumArea: Double

    /// 0 to 1: how many grey levels (of 255) a pixel must leave its background, from 30 at 0 through 18 at the default
    /// of 0.5 to 6 at 1; a pixel that flickers by itself is given up to 24 more.
    package var sensitivity: Double

    /// Seconds after which the whole picture is shown to the detector whatever the gate thinks; at most this long it is
    /// blind to what it does not notice. The default is 30.
    package var longestStill: Double

    /// Seconds after which a thing that stopped becomes background. The default is 30.
    package var absorbAfter: Double

    /// Whether verdicts list what rests, for rules about things that are left or taken away. False by default.
    package var findsResting: Bool

    /// The analysed picture is at most about this many pixels wide (up to a tenth more, so that 352 and 704 come out
    /// even); the camera's picture is divided by a whole number up to 16. The default is 320.
    package var analysisWidth: Int

    package init(
        masks: [Polygon] = [], minimumArea: Double = 0.0005, sensitivity: Double = 0.5,
        longestStill: Double = 30,
        absorbAfter: Double = 30, analysisWidth: Int = 320, findsResting: Bool = false
    ) {
        self.masks = masks
        self.minimumArea = minimumArea
        self.sensitivity = sensitivity
        self.longestStill = longestStill
        self.absorbAfter = absorbAfter
        self.analysisWidth = analysisWidth
        self.findsResting = findsResting
    }
}
