package import Geometry

/// Things that rest to stories of each: since when it has been there, who was near, and whether it is a thing at all and not a
/// person who stands still.
package struct ThingStories: Sendable {
    package struct Options: Hashable, Sendable {
        /// A thing that is not seen for so long is over, seconds.
        package var lostAfter = 3.0
        /// The least overlap of one thing in two pictures.
        package var sameOverlap = 0.3
        /// What overlaps an object by this much is the object.
        package var objectOverlap = 0.5
        /// What lies where an object stood, by this share, is the gap that it left.
        package var coveredShare = 0.3
        /// Somebody is near where the thing touches their box, enlarged by so much of its width and height.
        package var nearness = 0.5
        /// Where an object stood for so long …
        package var stoodFor = 5.0
        /// … nothing was taken away within this time after it left: the background had learnt the object.
        package var memory = 600.0

        package init() {}
    }

    /// One thing, over time.
    package struct Story: Hashable, Sendable {
        package let id: Int
        package var box: Box
        package let since: Double
        package var lastSeen: Double
        /// When somebody was last near.
        package var attendedAt: Double?
        /// Who was near first.
        package var nearby: ObjectFact?
        /// Pictures in which it was something new less those in which it was something gone.
        package var votes = 0
        /// Whether an object was ever where it is: then it is that object, or what the object left in the background.
        package var isObject = false
    }

    package let options: Options
    /// In the order of their appearance.
    package private(set) var stories: [Story] = []
    private var stood: [(box: Box, until: Double)] = []
    private var nextID = 1

    package init(options: Options = Options()) {
        self.options = options
    }

    /// - Parameter objects: all that are being told of, as they are now.
    package mutating func update(_ things: [Thing], objects: [ObjectFact], at seconds: Double) {
        remember(objects, at: seconds)
        var free = stories.indices.map { $0 }
        for thing in things {
            if let place = free.firstIndex(where: {
                stories[$0].box.overlap(thing.box) >= options.sameOverlap
            }) {
                stories[free.remove(at: place)].see(thing, at: seconds)
            } else {
                stories.append(Story(thing, id: nextID, at: seconds))
                nextID += 1
            }
        }
        stories.removeAll { seconds - $0.lastSeen >= options.lostAfter }
        for index in stories.indices { attend(index, objects, at: seconds) }
    }

    /// Forgets all: the picture is another one.
    package mutating func reset() {
        stories = []
        stood = []
    }

    private mutating func remember(_ objects: [ObjectFact], at seconds: Double) {
        stood.removeAll { seconds - $0.until > options.memory }
        for object in objects where object.restedFor >= options.stoodFor {
            stood.removeAll { $0.box.overlap(object.box) >= 0.5 }
            stood.append((object.box, seconds))
        }
        stood = stood.suffix(100)
    }

    private mutating func attend(_ index: Int, _ objects: [ObjectFact], at seconds: Double) {
        let box = stories[index].box
        let isGap =
            stories[index].votes < 0 && stood.contains { box.covered(by: $0.box) >= options.coveredShare }
        let isObject = (stood.map(\.box) + objects.map(\.box)).contains {
            box.overlap($0) >= options.objectOverlap
        }
        if isGap || isObject { stories[index].isObject = true }
        guard
            let near = objects.first(where: {
                $0.box.grown(by: options.nearness).intersection(box).area > 0
            })
        else {
            return
        }
        stories[index].attendedAt = seconds
        if stories[index].nearby == nil { stories[index].nearby = near }
    }
}

extension ThingStories.Story {
    fileprivate init(_ thing: Thing, id: Int, at seconds: Double) {
        self.init(id: id, box: thing.box, since: seconds, lastSeen: seconds)
        see(thing, at: seconds)
    }

    fileprivate mutating func see(_ thing: Thing, at seconds: Double) {
        box = thing.box
        lastSeen = seconds
        votes += thing.isAdded.map { $0 ? 1 : -1 } ?? 0
    }
}
