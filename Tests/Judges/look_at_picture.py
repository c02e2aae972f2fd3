"""Opens a picture with Pillow; says its format and size, and the colour at each of the pixels that are asked for.

    look_at_picture.py FILE X,Y…
"""
import sys

from PIL import Image

with Image.open(sys.argv[1]) as file:
    file.load()
    print(file.format, *file.size)
    picture = file.convert("RGB")
    for place in sys.argv[2:]:
        print(*picture.getpixel(tuple(map(int, place.split(",")))))
