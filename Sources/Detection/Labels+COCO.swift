extension Labels {
    /// The 80 labels of COCO's detection task, in the order that its detectors score them.
    package static let coco = [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
        "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
        "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee",
        "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard",
        "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple",
        "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch",
        "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone",
        "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear",
        "hair drier", "toothbrush",
    ]

    /// COCO's labels by their identifiers, 1 to 90: the 80 and the ten that were planned and left out.
    package static let cocoByIdentifier: [String] = {
        let leftOut = [
            12: "street sign", 26: "hat", 29: "shoe", 30: "eye glasses", 45: "plate", 66: "mirror", 68: "window",
            69: "desk", 71: "door", 83: "blender",
        ]
        var rest = coco[...]
        return (1...90).map { leftOut[$0] ?? rest.removeFirst() }
    }()

    /// COCO's own names where a list is COCO's with the names of Darknet's copy in it, so that a configuration's labels
    /// mean the same with every model; any other list as it is.
    package static func canonical(_ labels: [String]) -> [String] {
        let renamed = labels.map { darknet[$0] ?? $0 }
        return renamed == coco ? renamed : labels
    }

    private static let darknet = [
        "motorbike": "motorcycle", "aeroplane": "airplane", "sofa": "couch", "pottedplant": "potted plant",
        "diningtable": "dining table", "tvmonitor": "tv",
    ]
}
