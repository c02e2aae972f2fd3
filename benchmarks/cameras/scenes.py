"""The clips that the camera benchmarks watch: recipes, not recordings, so that anyone can make the same ones.

A scene is drawn at 15 frames a second and 1920x1080 from two clips of `VEDETTE_MATERIAL` (shown half as fast again, and
enlarged), with a sensor's noise added after enlarging, and encoded by x264 or x265 on one thread as cameras do: no
B-frames, no scene cuts, a fixed distance between keyframes. FFmpeg and its encoders of one version make the same bytes;
their hashes are printed with every result.

    quiet     an empty corridor; nothing moves but noise
    settled   the same; somebody walks in four times in its first 80 seconds, as many as decoding on demand wants to see
    tenth     the same corridor; somebody walks in for a twentieth of the time, twice: a tenth of it is busy
    busy      a street where somebody always walks
"""

import hashlib
import json
import os
import pathlib
import subprocess
from dataclasses import asdict, dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
MATERIAL = pathlib.Path(os.environ.get("VEDETTE_MATERIAL", ROOT / "../shared/material")).resolve()
CORRIDOR = MATERIAL / "video/one-by-one-person-detection.mp4"
STREET = MATERIAL / "video/pets09-s2l1.mp4"
FPS = 15
SIZES = {"360p": (640, 360), "1080p": (1920, 1080), "4k": (3840, 2160)}


@dataclass(frozen=True)
class Scene:
    """One clip: what is to be seen, in which light, and how it is encoded."""

    content: str = "quiet"
    seconds: int = 60
    gop: int = 2
    size: str = "1080p"
    codec: str = "h264"
    rate: str = "vbr"
    weather: str = "day"

    @property
    def name(self):
        return "-".join([self.content, self.size, self.codec, f"gop{self.gop}", self.rate, self.weather])


# What `make bench` measures, and what `make bench-full` adds to it: each dimension varied by itself.
HEADLINE = [
    Scene("quiet", gop=2), Scene("quiet", gop=10), Scene("tenth", gop=4, seconds=160), Scene("busy", gop=2, seconds=40),
]
FULL = HEADLINE + [
    *[Scene("quiet", gop=gop) for gop in (1, 4)],
    *[Scene("tenth", gop=4, seconds=80, weather=weather) for weather in ("night", "rain")],
    *[Scene("quiet", gop=4, weather=weather) for weather in ("night", "rain")],
    *[Scene("tenth", gop=4, seconds=80, size=size) for size in ("360p", "4k")],
    Scene("tenth", gop=4, seconds=80, codec="h265"), Scene("tenth", gop=4, seconds=80, rate="cbr"),
]


def passages(scene):
    """When somebody walks in, and for how long."""
    if scene.content == "settled":
        return [(start, 4) for start in (14, 34, 54, 74)]
    length = scene.seconds / 20
    return [(scene.seconds * share, length) for share in (0.3, 0.7)]


def pictures(scene):
    """FFmpeg's inputs and the start of the filter graph, up to a stream of pictures labelled [seen]."""
    faster = f"settb=1/{FPS},setpts=N"
    if scene.content == "busy":
        return ["-i", STREET], f"[0:v]{faster},trim=end={scene.seconds},setpts=PTS-STARTPTS[seen]"
    still = f"[0:v]trim=end_frame=1,loop=loop=-1:size=1,{faster}"
    if scene.content == "quiet":
        return ["-i", CORRIDOR], f"{still},trim=end={scene.seconds},setpts=PTS-STARTPTS[seen]"
    parts, graph, clock = [], [], 0.0
    for number, (start, length) in enumerate(passages(scene)):
        graph.append(f"[s{number}]trim=end={start - clock},setpts=PTS-STARTPTS[q{number}]")
        # The clip's first person comes into an empty picture after its sixth second, its fourth at this speed.
        graph.append(f"[w{number}]{faster},trim=start=3.4:end={3.4 + length},setpts=PTS-STARTPTS[p{number}]")
        parts += [f"[q{number}]", f"[p{number}]"]
        clock = start + length
    count = len(passages(scene))
    graph.append(f"[s{count}]trim=end={scene.seconds - clock},setpts=PTS-STARTPTS[q{count}]")
    each = lambda letter, number: "".join(f"[{letter}{place}]" for place in range(number))
    return ["-i", CORRIDOR], ";".join(
        [f"{still},split={count + 1}{each('s', count + 1)}", f"[0:v]split={count}{each('w', count)}", *graph,
         f"{''.join(parts)}[q{count}]concat=n={2 * count + 1}:v=1:a=0,{faster}[seen]"])


def weather(scene):
    """What light, sensor and sky do to the pictures: [seen] to [out]."""
    width, height = SIZES[scene.size]
    size = f"scale={width}:{height}:flags=bicubic,setsar=1,format=yuv420p"
    if scene.weather == "night":
        return f"[seen]{size},hue=s=0,eq=brightness=-0.18:contrast=0.7,noise=c0_seed=7:c0_strength=12:c0_flags=t[out]"
    noise = "noise=c0_seed=7:c0_strength=6:c0_flags=t"
    if scene.weather == "rain":
        # Drops: a few bright dots of a fresh noise picture a frame, drawn out downwards.
        drops = (f"color=black:s={width // 4}x{height // 30}:r={FPS}:d={scene.seconds},format=gray,"
                 "noise=c0_seed=11:c0_strength=100:c0_flags=t,lutyuv=y='if(gt(val,97),70,0)',"
                 f"scale={width}:{height}:flags=neighbor,boxblur=1,format=yuv420p,lutyuv=u=128:v=128")
        return f"{drops}[rain];[seen]{size}[dry];[dry][rain]blend=c0_mode=screen:c1_mode=normal:c2_mode=normal:c1_opacity=1,{noise}[out]"
    return f"[seen]{size},{noise}[out]"


def encoder(scene):
    """As cameras encode: one reference, no B-frames, keyframes where the clock says."""
    keyint = scene.gop * FPS
    megabits = {"360p": 0.5, "1080p": 2, "4k": 8}[scene.size]
    rate = ["-crf", "24", "-maxrate", f"{2 * megabits}M", "-bufsize", f"{4 * megabits}M"]
    if scene.rate == "cbr":
        rate = [part for key in ("-b:v", "-minrate", "-maxrate", "-bufsize") for part in (key, f"{megabits}M")]
    common = ["-preset", "veryfast", "-bf", "0", "-g", str(keyint), "-keyint_min", str(keyint), "-threads", "1"]
    if scene.codec == "h265":
        options = f"pools=none:frame-threads=1:scenecut=0:keyint={keyint}:min-keyint={keyint}:bframes=0:log-level=error"
        return ["-c:v", "libx265", *common, "-x265-params", options, *rate]
    hrd = ":nal-hrd=cbr" if scene.rate == "cbr" else ""
    return ["-c:v", "libx264", *common, "-sc_threshold", "0", "-x264-params", f"scenecut=0{hrd}", *rate]


def make(scene, folder, say=print):
    """The scene's clip below `folder`, made where it is not there yet."""
    recipe = hashlib.sha256((json.dumps(asdict(scene)) + pathlib.Path(__file__).read_text()).encode()).hexdigest()[:10]
    clip = folder / f"{scene.name}-{scene.seconds}s-{recipe}.mp4"
    if clip.exists():
        return clip
    folder.mkdir(parents=True, exist_ok=True)
    say(f"making {clip.name} …")
    inputs, graph = pictures(scene)
    draft = clip.with_suffix(".part.mp4")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, inputs), "-filter_complex_threads", "1",
         "-filter_complex", f"{graph};{weather(scene)}", "-map", "[out]", "-r", str(FPS), "-an", *encoder(scene),
         "-fflags", "+bitexact", "-map_metadata", "-1", str(draft)], check=True)
    draft.rename(clip)
    return clip


def digest(clip):
    return hashlib.sha256(clip.read_bytes()).hexdigest()


def beginning(clip, seconds):
    """The clip's first seconds, as they are encoded."""
    short = clip.with_name(f"{clip.stem}-first{seconds}s.mp4")
    if not short.exists():
        draft = clip.with_suffix(".part.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(clip), "-t", str(seconds), "-c", "copy",
                        "-fflags", "+bitexact", str(draft)], check=True)
        draft.rename(short)
    return short
