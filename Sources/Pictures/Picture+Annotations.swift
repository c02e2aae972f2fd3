import Geometry

extension Picture {
    /// The same picture with everything drawn on it; what comes later lies on top, and the words of it find their place first.
    package func annotated(with annotations: Annotations) throws(PictureError) -> Picture {
        var picture = self
        let (width, height) = (width, height)
        unsafe try picture.withPixels { pixels throws(PictureError) in
            let canvas = unsafe try Canvas.open(pixels, width: width, height: height)
            canvas.setFont()
            // Shapes first: no line runs through a word.
            for mark in annotations.marks { canvas.drawShape(of: mark) }
            var taken: [Canvas.Place] = []
            for mark in annotations.marks.reversed() { canvas.drawWords(of: mark, taken: &taken) }
            try canvas.finish()
        }
        return picture
    }
}

extension Canvas {
    fileprivate func drawShape(of mark: Annotations.Mark) {
        switch mark {
        case .box(let box, _, let stroke): draw(box, stroke)
        case .polygon(let polygon, _, let stroke): draw(polygon.corners, closed: true, stroke)
        case .line(let segment, _, let stroke, let arrow):
            draw([segment.start, segment.end], closed: false, stroke)
            if arrow { drawArrowHead(segment, stroke) }
        case .path(let points, let stroke): draw(points, closed: false, stroke)
        case .heat(let map): draw(map)
        case .text, .caption: break
        }
    }

    fileprivate func drawWords(of mark: Annotations.Mark, taken: inout [Place]) {
        switch mark {
        case .box(let box, let label?, let stroke):
            let corner = pixel(Point(x: box.left, y: box.top))
            draw(label, near: Point(x: corner.x, y: corner.y - labelHeight), stroke.colour, taken: &taken)
        case .polygon(let polygon, let label?, let stroke):
            draw(label, near: pixel(polygon.corners[0]), stroke.colour, taken: &taken)
        case .line(let segment, let label?, let stroke, _):
            draw(label, near: pixel(segment.start), stroke.colour, taken: &taken)
        case .text(let text, let point, let colour): draw(text, near: pixel(point), colour, taken: &taken)
        case .caption(let lines): drawCaption(lines, taken: &taken)
        default: break
        }
    }
}
