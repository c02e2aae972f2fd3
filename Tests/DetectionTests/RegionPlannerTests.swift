import Detection
import Geometry
import Seeds
import TestSupport
import Testing

@Suite struct RegionPlannerTests {
    private let frame = InputSize(width: 1920, height: 1080)
    private let input = InputSize(width: 416, height: 416)

    @Test func `The first look sees the whole frame, and a region where something moves`() {
        var planner = RegionPlanner()
        let plan = planner.plan(interest: [box(0.4, 0.4, 0.45, 0.5)], frame: frame, input: input, seconds: 0)
        #expect(plan.count == 2)
        #expect(plan.first == .whole)
        #expect(plan.last?.intersection(box(0.4, 0.4, 0.45, 0.5)) == box(0.4, 0.4, 0.45, 0.5))
    }

    @Test func `Between whole frames only regions are looked at, and the whole frame comes back every so many looks`() {
        var planner = RegionPlanner(policy: RegionPolicy(wholeFrameEvery: 4, wholeFrameSeconds: 100))
        let moving = [box(0.4, 0.4, 0.45, 0.5)]
        let plans = (0..<9).map {
            planner.plan(interest: moving, frame: frame, input: input, seconds: Double($0)).contains(.whole)
        }
        #expect(plans == [true, false, false, false, true, false, false, false, true])
    }

    @Test func `The whole frame comes back after so many seconds, and when time steps back`() {
        var planner = RegionPlanner(policy: RegionPolicy(wholeFrameEvery: 100, wholeFrameSeconds: 2))
        let moving = [box(0.4, 0.4, 0.45, 0.5)]
        let plans = [0, 1.9, 2, 3, 1].map {
            planner.plan(interest: moving, frame: frame, input: input, seconds: $0).contains(.whole)
        }
        #expect(plans == [true, false, true, false, true])
    }

    @Test func `With nothing of interest the whole frame is looked at`() {
        var planner = RegionPlanner()
        for second in 0..<3 {
            #expect(planner.plan(interest: [], frame: frame, input: input, seconds: Double(second)) == [.whole])
        }
    }

    @Test func `Where a region would show no more than the whole frame, the whole frame is looked at`() {
        var planner = RegionPlanner()
        for second in 0..<3 {
            let plan = planner.plan(
                interest: [box(0.05, 0.1, 0.9, 0.95)], frame: frame, input: input, seconds: Double(second) / 10)
            #expect(plan == [.whole])
        }
        let small = InputSize(width: 320, height: 240)
        #expect(
            planner.plan(interest: [box(0.3, 0.3, 0.9, 0.9)], frame: small, input: input, seconds: 1) == [.whole])
    }

    @Test func `A speck gets a region that is enlarged no more than allowed`() {
        let regions = RegionPlanner().regions(of: [box(0.5, 0.5, 0.502, 0.502)], frame: frame, input: input)
        #expect(regions.count == 1)
        #expect(abs(regions[0].width * 1920 - 208) < 0.01)
        #expect(abs(regions[0].height * 1080 - 208) < 0.01)
    }

    @Test func `Neighbours share a region, distant movers do not`() {
        let planner = RegionPlanner()
        let near = planner.regions(
            of: [box(0.40, 0.4, 0.42, 0.5), box(0.43, 0.4, 0.45, 0.5)], frame: frame, input: input)
        let far = planner.regions(
            of: [box(0.05, 0.1, 0.07, 0.2), box(0.9, 0.8, 0.95, 0.9)], frame: frame, input: input)
        #expect(near.count == 1)
        #expect(far.count == 2)
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `Regions hold all that is of interest, have the input's shape and are bounded in number`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let frame = InputSize(
            width: .random(in: 160...3840, using: &random), height: .random(in: 120...2160, using: &random))
        let input = InputSize(
            width: 32 * .random(in: 6...20, using: &random), height: 32 * .random(in: 6...20, using: &random))
        let interest = (0..<Int.random(in: 1...100, using: &random)).map { _ in
            let left = Double.random(in: -0.2...1, using: &random)
            let top = Double.random(in: -0.2...1, using: &random)
            return box(
                left, top, left + .random(in: 0...0.3, using: &random), top + .random(in: 0...0.3, using: &random))
        }
        let policy = RegionPolicy(maximumRegions: .random(in: 1...4, using: &random))
        let regions = RegionPlanner(policy: policy).regions(of: interest, frame: frame, input: input)
        #expect(regions.count <= policy.maximumRegions)
        for region in regions {
            let shape = region.width * Double(frame.width) / (region.height * Double(frame.height))
            #expect(abs(shape / input.aspect - 1) < 1e-9)
            #expect(region.height * Double(frame.height) * policy.maximumEnlargement >= Double(input.height) - 1e-6)
            #expect(region.width >= 1 || (region.left >= 0 && region.right <= 1 + 1e-9))
            #expect(region.height >= 1 || (region.top >= 0 && region.bottom <= 1 + 1e-9))
        }
        for visible in interest.map({ $0.intersection(.whole) }) where visible.width > 0 && visible.height > 0 {
            #expect(regions.contains { $0.intersection(visible).area >= visible.area * (1 - 1e-9) })
        }
    }

    @Test func `Boxes that are not numbers or lie outside are of no interest`() {
        let odd = [box(.nan, 0, 1, 1), box(1.2, 0, 1.4, 1), box(0.5, 0.5, 0.4, 0.6), box(0.2, 0.2, .infinity, .nan)]
        #expect(RegionPlanner().regions(of: odd, frame: frame, input: input).allSatisfy { $0.area.isFinite })
    }

    private func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Box {
        Box(left: left, top: top, right: right, bottom: bottom)
    }
}
