extension Tracker {
    /// The tracker's figures. Times are in seconds, overlaps are intersections over unions (0 to 1), and lengths are shares of an
    /// object's own size, so that the same figures hold for near and far objects and for any frame rate.
    package struct Options: Hashable, Sendable {
        /// From here on an observation may start a track, and is matched first.
        package var strongScore = 0.4
        /// From here on an observation may carry on a track that is in sight, but start none.
        package var weakScore = 0.1

        /// A track is believed once it was seen over this time and, on the mean, well enough: twice with `sureScore` …
        package var confirmAfter = 0.3
        package var sureScore = 0.65
        /// … or three times with this score, if it has moved. What never moves needs the higher one: a detector's errors are mostly
        /// parts of the scene.
        package var movingScore = 0.4

        /// By how much boxes are enlarged on each side before they are compared, so that at a low frame rate a box still meets
        /// its successor (Yang and others, "Hard to Track Objects with Irregular Motions", WACV 2023).
        package var margin = 0.3
        /// The least likeness of a track and a strong observation.
        package var strongOverlap = 0.2
        /// The least likeness of a track and a weak observation.
        package var weakOverlap = 0.75
        /// How much it counts that an object keeps its direction.
        package var headingWeight = 0.2
        /// The direction is taken over this time.
        package var headingSpan = 0.5
        /// How much it counts what an object looks like.
        package var appearanceWeight = 1.2
        /// The likeness of appearances that speaks neither for nor against two being one.
        package var appearanceEven = 0.75
        /// By how much below that they may count at most.
        package var appearanceDoubt = 0.25
        /// How much of a new look goes into what an object is taken to look like.
        package var appearanceShare: Float = 0.15
        /// What remains of a likeness where the labels differ.
        package var otherLabel = 0.7
        /// An object out of sight for less than this may also be found where it was last seen.
        package var recallWithin = 2.0
        /// An observation that overlaps an object in sight by more than this starts no object of its own.
        package var sameOverlap = 0.7

        /// How long an object may go unseen before it counts as lost; until then its predicted box stands for it.
        package var lostAfter = 0.2
        /// How long a moving object is looked for.
        package var patience = 3.0
        /// How long, at most, an object that stood still is looked for: as long as it had stood, but no longer than this.
        package var restingPatience = 60.0
        /// How long an object that is not yet believed is looked for.
        package var tentativePatience = 0.25
        /// A pause between two updates counts as no more than this.
        package var longestStep = 1.0
        /// A moving object that was last seen longer ago than this is over, whatever the pauses.
        package var memory = 10.0

        /// What stays in its place for this long without being believed is taken for a part of the scene, and remembered as long as
        /// what rests.
        package var sceneryAfter = 2.0

        /// A box that overlaps its place by less than this …
        package var restOverlap = 0.5
        /// … for this long has moved.
        package var leaveAfter = 1.0
        /// An object that stays in its place for this long rests: where nobody looks, it is taken to be there still.
        package var settleAfter = 1.0
        /// For how long an object that rests is followed closely all the same.
        package var followResting = 10.0
        /// A box that overlaps the object's first one by less than this is elsewhere.
        package var movedOverlap = 0.3
        /// A resting object that nobody looked at for this share of the time that it rests should be looked at (see
        /// `Tracker.wanted`) …
        package var recheckShare = 0.25
        /// … or for this long.
        package var recheckAfter = 30.0
        /// An object that is not yet believed should be looked at for this long, whether it moves or not.
        package var proveWithin = 2.0
        /// The share of a box that has to lie in the regions looked at for the object to be missed there.
        package var watchedShare = 0.8

        package var noise = BoxMotion.Noise()

        package init() {}

        /// The figures for a detector that is to be believed from `score` on.
        package init(score: Double) {
            strongScore = score
            movingScore = score
            weakScore = score / 4
            sureScore = score + (1 - score) * 0.4
        }
    }
}
