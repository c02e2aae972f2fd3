"""What the detector tells apart, in the order of its output channels, and the strides of its three levels."""

LABELS = ("person", "bicycle", "car", "motorcycle", "bus", "truck", "dog", "cat")
STRIDES = (8, 16, 32)
