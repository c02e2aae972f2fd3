#!/usr/bin/python3
"""Serves video clips as RTSP cameras on loopback, for the demo and the tests.

    scripts/rtsp_cameras.py [options] NAME=CLIP...

Needs Debian's packages gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-{base,good,bad}; with --tls also
glib-networking and openssl. Clips hold H.264, H.265 or MJPEG (in 4:2:0 or 4:2:2), and are sent as they are, at their
own pace. Each viewer sees a clip from its beginning; with --loop again and again, without a seam in the timestamps.

Once all are served, prints a line `NAME URL` a camera and a line `ready PORT`, and then serves until SIGTERM, SIGINT
or the end of its standard input (with --until-stdin-closes).
"""

import argparse
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstApp, GstRtsp, GstRtspServer  # noqa: E402, F401

PAYLOADERS = {
    "video/x-h264": ("h264parse config-interval=-1", "video/x-h264,stream-format=byte-stream,alignment=au", "rtph264pay config-interval=-1"),
    "video/x-h265": ("h265parse config-interval=-1", "video/x-h265,stream-format=byte-stream,alignment=au", "rtph265pay config-interval=-1"),
    "image/jpeg": ("jpegparse", "image/jpeg", "rtpjpegpay"),
}


@dataclass
class Clip:
    """A clip's encoded pictures in memory, in decoding order, with times in nanoseconds from zero."""

    caps: str
    payloader: str
    pictures: list  # of (bytes, pts, dts, duration)
    length: int
    keyframes: list  # their places among the pictures

    def keyframe_after(self, seconds):
        """The place of the first keyframe at or after a time in the clip, which is taken round its end."""
        wanted = int(seconds * Gst.SECOND) % self.length
        times = [(self.pictures[place][1] - self.pictures[0][1], place) for place in self.keyframes]
        return next((place for time, place in times if time >= wanted), 0)


def load(path):
    """Demuxes a clip without decoding it."""
    kind = media_type(path)
    parser, caps, payloader = PAYLOADERS[kind]
    pipeline = Gst.parse_launch(
        f"filesrc name=file ! parsebin ! {parser} ! {caps} ! appsink name=out sync=false"
    )
    pipeline.get_by_name("file").set_property("location", str(path))
    sink = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    pictures, keyframes = [], []
    while (sample := sink.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        segment = sample.get_segment()
        data = buffer.extract_dup(0, buffer.get_size())
        pts = segment.to_running_time(Gst.Format.TIME, buffer.pts)
        if not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT):
            keyframes.append(len(pictures))
        dts = buffer.dts if buffer.dts != Gst.CLOCK_TIME_NONE else buffer.pts
        pictures.append((data, pts, min(dts, pts), buffer.duration, sample.get_caps().to_string()))
    pipeline.set_state(Gst.State.NULL)
    if not pictures:
        sys.exit(f"{path}: no pictures in it")
    step = typical_step([picture[1] for picture in pictures])
    length = max(picture[1] for picture in pictures) - pictures[0][1] + step
    return Clip(pictures[0][4], payloader, [picture[:4] for picture in pictures], length, keyframes)


def media_type(path):
    """The GStreamer name of a clip's video codec."""
    pipeline = Gst.parse_launch("filesrc name=file ! parsebin name=parse ! fakesink")
    pipeline.get_by_name("file").set_property("location", str(path))
    pipeline.set_state(Gst.State.PAUSED)
    change, _, _ = pipeline.get_state(10 * Gst.SECOND)
    pads = pipeline.get_by_name("parse").srcpads
    names = [pad.get_current_caps().get_structure(0).get_name() for pad in pads if pad.get_current_caps()]
    pipeline.set_state(Gst.State.NULL)
    served = [name for name in names if name in PAYLOADERS]
    if change == Gst.StateChangeReturn.FAILURE or not served:
        sys.exit(f"{path}: holds no H.264, H.265 or MJPEG, only: {', '.join(names) or 'nothing readable'}")
    return served[0]


def typical_step(times):
    ordered = sorted(times)
    steps = sorted(after - before for before, after in zip(ordered, ordered[1:]))
    return steps[len(steps) // 2] if steps else Gst.SECOND // 25


class ClipFactory(GstRtspServer.RTSPMediaFactory):
    """Builds a pipeline a viewer, fed from the clip in memory."""

    def __init__(self, clip, loop, first):
        super().__init__()
        self.clip = clip
        self.loop = loop
        self.first = first
        self.set_shared(False)

    def do_create_element(self, url):
        return Gst.parse_launch(f"appsrc name=source format=time ! {self.clip.payloader} name=pay0 pt=96")

    def do_configure(self, media):
        source = media.get_element().get_child_by_name("source")
        source.set_property("caps", Gst.Caps.from_string(self.clip.caps))
        source.set_property("max-bytes", 1 << 20)
        source.connect("need-data", Feed(self.clip, self.loop, self.first))


class Feed:
    """Gives one viewer's source the next picture whenever it asks."""

    def __init__(self, clip, loop, first):
        self.clip = clip
        self.loop = loop
        self.position = first
        self.origin = min(clip.pictures[first][1:3]) - min(clip.pictures[0][1:3])

    def __call__(self, source, _wanted):
        turn, index = divmod(self.position, len(self.clip.pictures))
        if turn > 0 and not self.loop:
            source.emit("end-of-stream")
            return
        data, pts, dts, duration = self.clip.pictures[index]
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = pts + turn * self.clip.length - self.origin
        buffer.dts = dts + turn * self.clip.length - self.origin
        buffer.duration = duration
        self.position += 1
        source.emit("push-buffer", buffer)


def protect(server, factories, user, password, certificate):
    """Asks viewers for a user and password, and encrypts, as far as wanted."""
    if not user and not certificate:
        return
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    for factory in factories:
        factory.add_role_from_structure(viewer_role())
    if certificate:
        auth.set_tls_certificate(certificate)
    if user:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
    else:
        auth.set_default_token(token)
    server.set_auth(auth)


def viewer_role():
    role = Gst.Structure.new_empty("viewer")
    role.set_value("media.factory.access", True)
    role.set_value("media.factory.construct", True)
    return role


def self_signed_certificate():
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
             "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True)
        return Gio.TlsCertificate.new_from_files(str(certificate), str(key))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cameras", nargs="+", metavar="NAME=CLIP")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--loop", action="store_true", help="begin again at a clip's end")
    parser.add_argument("--stagger", type=float, default=0, metavar="SECONDS",
                        help="begin each further camera's clip so much later than the one before, at a keyframe")
    parser.add_argument("--user", help="viewers must know it")
    parser.add_argument("--password", default="")
    parser.add_argument("--tls", action="store_true", help="rtsps, with a certificate made for the occasion")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    return parser.parse_args()


def main():
    options = arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(options.port))
    names, factories = [], []
    clips = {}
    for number, camera in enumerate(options.cameras):
        name, _, path = camera.partition("=")
        clip = clips[path] = clips.get(path) or load(Path(path))
        factory = ClipFactory(clip, options.loop, clip.keyframe_after(number * options.stagger))
        server.get_mount_points().add_factory(f"/{name}", factory)
        names.append(name)
        factories.append(factory)
    protect(server, factories, options.user, options.password, self_signed_certificate() if options.tls else None)
    if server.attach(None) == 0:
        sys.exit(f"port {options.port} cannot be had")
    scheme = "rtsps" if options.tls else "rtsp"
    for name in names:
        print(f"{name} {scheme}://127.0.0.1:{server.get_bound_port()}/{name}", flush=True)
    print(f"ready {server.get_bound_port()}", flush=True)
    loop = GLib.MainLoop()
    for number in (signal.SIGINT, signal.SIGTERM):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    if options.until_stdin_closes:
        GLib.io_add_watch(sys.stdin, GLib.PRIORITY_HIGH, GLib.IOCondition.HUP, lambda *_: loop.quit())
    loop.run()


if __name__ == "__main__":
    main()
