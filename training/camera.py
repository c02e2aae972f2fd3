"""What a camera and its stream do to a scene: blur, poor light, noise, infrared's grey, compression. All in place
of, never beside, clean pictures."""

import cv2
import numpy as np

cv2.setNumThreads(0)  # one scene is small; parallelism is across scenes


CLEAN = 0.35  # share of scenes that stay as they were photographed


class Camera:
    def __init__(self, random):
        self.bank = random.normal(0, 1, (1024, 1024, 3)).astype(np.float32)  # noise is drawn once and cut from here

    def __call__(self, picture, random):
        if random.random() < CLEAN:
            return picture
        if random.random() < 0.2:
            picture = self.soften(picture, random)
        picture = cv2.LUT(picture, self.tone(random))
        grey = random.random() < 0.22
        if random.random() < 0.3:
            picture = self.add_noise(picture, grey, random)
        if grey:
            picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        if random.random() < 0.3:
            picture = self.compress(picture, random)
        return picture

    @staticmethod
    def soften(picture, random):
        """Out of focus, a cheap lens, or a stream scaled up from a smaller one."""
        if random.random() < 0.5:
            return cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.3))
        height, width = picture.shape[:2]
        small = cv2.resize(picture, None, fx=(f := random.uniform(0.5, 0.9)), fy=f, interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)

    @staticmethod
    def tone(random):
        """A lookup table a channel: exposure, contrast, gamma and white balance; one in eight is night."""
        x = np.arange(256, dtype=np.float32)[:, None] / 255
        x = np.repeat(x, 3, 1) ** np.exp(random.uniform(-0.4, 0.4))
        x = (x - 0.5) * np.exp(random.uniform(-0.4, 0.3)) + 0.5 + random.uniform(-0.15, 0.15)
        x = x * np.exp(random.uniform(-0.12, 0.12, 3))
        if random.random() < 0.125:
            x = np.clip(x, 0, 1) * random.uniform(0.25, 0.6)
        return np.clip(x * 255, 0, 255).astype(np.uint8)[None].transpose(1, 0, 2).reshape(1, 256, 3)

    def add_noise(self, picture, grey, random):
        height, width = picture.shape[:2]
        y, x = random.integers(0, 1024 - height + 1), random.integers(0, 1024 - width + 1)
        noise = self.bank[y : y + height, x : x + width] * random.uniform(2, 14)
        return cv2.add(picture, noise[..., :1].repeat(3, 2) if grey else noise, dtype=cv2.CV_8U)

    @staticmethod
    def compress(picture, random):
        return cv2.imdecode(
            cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(18, 70))])[1], cv2.IMREAD_COLOR
        )
