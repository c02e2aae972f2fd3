/// How much a detector looks at, and when; the numbers that the planner works with.
package struct RegionPolicy: Hashable, Sendable {
    /// Regions a frame at most, 1 to 4, besides the whole frame.
    package var maximumRegions: Int

    /// The share of an interesting box's sides that is added around it: motion ends at an object's moving parts.
    package var padding: Double

    /// A region is at least so large that it is enlarged no more than this on its way into the network.
    package var maximumEnlargement: Double

    /// A region that would be shrunk more than this share of what the whole frame is shrunk shows nothing new.
    package var worthwhileZoom: Double

    /// The whole frame is looked at in at least one of so many looks …
    package var wholeFrameEvery: Int

    /// … and at the latest after so many seconds.
    package var wholeFrameSeconds: Double

    package init(
        maximumRegions: Int = 2, padding: Double = 0.3, maximumEnlargement: Double = 2, worthwhileZoom: Double = 0.8,
        wholeFrameEvery: Int = 5, wholeFrameSeconds: Double = 2
    ) {
        self.maximumRegions = maximumRegions
        self.padding = padding
        self.maximumEnlargement = maximumEnlargement
        self.worthwhileZoom = worthwhileZoom
        self.wholeFrameEvery = wholeFrameEvery
        self.wholeFrameSeconds = wholeFrameSeconds
    }
}
