#!/usr/bin/env python3
"""How soon is each trouble of a camera told, and what is told where there is none? Real clips with troubles made by FFmpeg.

    benchmarks/health.py [--json FILE] [--only CLIP] [--cost]

Of each clip below VEDETTE_MATERIAL/video, and motion/highway.mp4, a film of 165 s is made: the clip in a loop, with one
trouble from 80 s to 125 s, encoded by x264 as cameras do (a keyframe every two seconds, no B-frames). It goes through
`vedette replay`, without the detector, with the defaults of `health`. What must be told is the trouble, and its end;
anything else that is told is listed. At the end stands the table of docs/camera-health.md: seconds from the trouble's start to its
event, and from its end to that event.

False alarms: the clips as they are, once through; the quiet corridor of benchmarks/cameras/scenes.py by day, by night with
a sensor's noise, and in rain; and the same corridor as a smart codec sends it: blocks that do not change are skipped,
forty seconds lie between keyframes.

--cost measures CPU-seconds instead: `vedette replay` with `health` on and off in turn, 15 pairs, and a bare decode by
`ffmpeg -threads 1` beside them; medians.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "cameras"))
import scenes  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
VEDETTE = ROOT / ".build/release/vedette"
FOLDER = ROOT / ".build/bench/health"
CLIPS = [
    "video/pets09-s2l1", "video/one-by-one-person-detection", "video/bottle-detection", "video/car-detection",
    "video/person-bicycle-car", "video/door-vfr", "motion/highway",
]
BEGIN, END, LENGTH = 80, 125, 165
WHILE = f"enable='between(t,{BEGIN},{END})'"
NOW = f"between(t,{BEGIN},{END})"


def turned(x, y, zoom=0.8):
    """A window into the picture that jumps."""
    return (f"crop=w=iw*{zoom}:h=ih*{zoom}:x='iw*{(1 - zoom) / 2}+{NOW}*{x}*iw':y='ih*{(1 - zoom) / 2}+{NOW}*{y}*ih',"
            "scale='trunc(iw/2)*2:trunc(ih/2)*2'")


def hand(share):
    """Out of focus, the colour of skin, unevenly lit, and never quite still."""
    return (f"[0:v]split[see][take];[take]drawbox=c=0x9a7058:t=fill,drawbox=x=0:y=0:w=iw*0.3:h=ih:c=0x7a5040:t=fill,"
            f"crop=w=iw*{share}:h=ih,gblur=sigma=30,noise=alls=6:allf=t[hand];"
            f"[see][hand]overlay=x='6*sin(3*t)-8':y=0:{WHILE}")


# What each trouble is made by, and the types that may be told for it.
TROUBLES = {
    "frozen": ("loop=loop={frames}:size=1:start={start},setpts=N/({fps}*TB)", {"frozen"}),
    "lens cap": (f"drawbox=c=black:t=fill:{WHILE}", {"covered"}),
    "hand before it": (hand(1.0), {"covered"}),
    "hand before 3/4": (hand(0.78), {"covered"}),
    "lamp into it": (f"drawbox=c=white:t=fill:{WHILE},noise=alls=3:allf=t:{WHILE}", {"covered"}),
    "blur 2 px": (f"gblur=sigma=2:{WHILE}", {"defocused"}),
    "blur 6 px": (f"gblur=sigma=6:{WHILE}", {"defocused"}),
    "shift 6 %": (turned(0.06, 0), {"moved"}),
    "turn 10°": (f"rotate='{NOW}*10*PI/180'", {"moved"}),
    "pan away": (turned(0.1, 0.1), {"moved"}),
    "darkness": (f"lutyuv=y='16+(val-16)*0.08':{WHILE}", {"dark"}),
    "a third of the frames": (f"select='if({NOW},not(mod(n,3)),1)'", {"slow"}),
}


def clip_path(name):
    return scenes.MATERIAL / f"{name}.mp4"


def frame_rate(path):
    rate = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=avg_frame_rate", "-of", "csv=p=0", path],
        check=True, capture_output=True, text=True).stdout.strip().split(",")[0]
    above, _, below = rate.partition("/")
    return float(above) / float(below or 1)


def film(clip, trouble, target):
    """The clip in a loop, with a trouble in the middle."""
    path = clip_path(clip)
    fps = frame_rate(path)
    graph = TROUBLES[trouble][0]
    if trouble == "frozen":
        # A constant rate, so that a frame's number says when it is.
        fps = round(fps)
        frames = (END - BEGIN) * fps
        graph = f"fps={fps},trim=end={LENGTH - END + BEGIN}," + graph.format(frames=frames, start=BEGIN * fps, fps=fps)
    gop = str(round(2 * fps))
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", path, "-filter_complex", graph,
         "-t", str(LENGTH), "-an", "-fps_mode", "vfr", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23",
         "-maxrate", "2M", "-bufsize", "4M", "-bf", "0", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0",
         "-pix_fmt", "yuv420p", target],
        check=True)


def smart_codec(target):
    """A still corridor with little noise and a coarse quantiser: skipped blocks from one keyframe to the next."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", scenes.CORRIDOR, "-vf",
         "trim=end_frame=1,loop=loop=-1:size=1,settb=1/15,setpts=N,trim=end=200,noise=c0_seed=7:c0_strength=2:c0_flags=t",
         "-r", "15", "-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "34", "-bf", "0", "-g", "600",
         "-keyint_min", "600", "-sc_threshold", "0", target], check=True)


def configuration(folder, health=True):
    path = folder / f"health-{health}.yaml"
    path.write_text(
        f"defaults: {{detect: {{enabled: false}}, health: {str(health).lower()}}}\n"
        "cameras: {yard: {source: rtsp://127.0.0.1/}}\nevents: {log: {path: events.jsonl}}\n")
    return path


def replay(clip, config):
    out = subprocess.run([VEDETTE, "replay", "--config", config, "--camera", "yard", clip],
                         check=True, capture_output=True, text=True).stdout
    told = []
    for line in out.splitlines():
        event = json.loads(line)
        kind = event["type"].removeprefix("vedette.camera.")
        if "evidence" in event["data"]:
            clock = event["time"][11:]
            second = int(clock[:2]) * 3600 + int(clock[3:5]) * 60 + float(clock[6:-1])
            told.append({"second": second, "type": kind, "trouble": event["data"]["trouble"],
                         "ended": event["data"].get("ended"), "evidence": event["data"]["evidence"]})
    return told


def judge(told, wanted):
    begun = [t for t in told if t["type"] != "recovered"]
    right = [t for t in begun if t["trouble"] in wanted and BEGIN <= t["second"] < END + 30]
    wrong = [t for t in begun if t not in right]
    over = [t for t in told if t["ended"] == "recovered" and t["trouble"] in wanted]
    return {"delay": right[0]["second"] - BEGIN if right else None,
            "over": over[0]["second"] - END if over else None, "wrong": wrong}


def detection(clips, config, folder):
    table = {}
    for trouble, (_, wanted) in TROUBLES.items():
        for clip in clips:
            target = folder / "film.mp4"
            film(clip, trouble, target)
            found = table.setdefault(trouble, {})[clip] = judge(replay(target, config), wanted)
            print(f"{trouble:22} {clip:36} "
                  + (f"told after {found['delay']:.0f} s" if found["delay"] is not None else "NOT TOLD")
                  + (f", over after {found['over']:.0f} s" if found["over"] is not None else ", end not told")
                  + "".join(f"  also {w['trouble']} at {w['second']:.0f} {w['evidence']}" for w in found["wrong"]),
                  flush=True)
    return table


def quiet_films(folder):
    for weather in ("day", "night", "rain"):
        yield f"corridor, {weather}", scenes.make(scenes.Scene("quiet", gop=4, weather=weather), FOLDER)
    yield "busy street", scenes.make(scenes.Scene("busy", gop=2, seconds=40), FOLDER)
    target = folder / "smart.mp4"
    smart_codec(target)
    yield "corridor, smart codec", target


def false_alarms(clips, config, folder):
    table = {}
    for name, path in [(c, clip_path(c)) for c in clips] + list(quiet_films(folder)):
        told = table[name] = replay(path, config)
        print(f"{name:36} {'nothing told' if not told else told}", flush=True)
    return table


def cell(found):
    delay = "not told" if found["delay"] is None else f"{found['delay']:.0f}"
    over = "" if found["delay"] is None else " / –" if found["over"] is None else f" / {found['over']:.0f}"
    others = sorted({wrong["trouble"] for wrong in found["wrong"]})
    return delay + over + (f" ({', '.join(others)})" if others else "")


def markdown(table, clips):
    names = [clip.rpartition("/")[2] for clip in clips]
    print("\n| trouble | " + " | ".join(names) + " |\n|---" + "|---" * len(names) + "|")
    for trouble, row in table.items():
        print(f"| {trouble} | " + " | ".join(cell(row[clip]) for clip in clips) + " |")


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cost(folder):
    result = {}
    films = [("768×576", clip_path("video/pets09-s2l1")),
             ("1920×1080", scenes.make(scenes.Scene("quiet", gop=4), FOLDER))]
    for name, path in films:
        commands = {health: [VEDETTE, "replay", "--config", configuration(folder, health), "--camera", "yard", path]
                    for health in (True, False)}
        decode = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", path, "-f", "null", "-"]
        pairs = [(cpu_seconds(commands[True]), cpu_seconds(commands[False]), cpu_seconds(decode)) for _ in range(15)]
        extra = statistics.median(on - off for on, off, _ in pairs)
        bare = statistics.median(pair[2] for pair in pairs)
        result[name] = {"health": extra, "decode": bare}
        print(f"{name}: {1000 * extra:.0f} ms of CPU for health beside {bare:.2f} s for a bare decode: {100 * extra / bare:.1f} %")
    return result


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--json", type=pathlib.Path)
    cli.add_argument("--only", action="append", help="such as video/pets09-s2l1")
    cli.add_argument("--cost", action="store_true")
    args = cli.parse_args()
    clips = [c for c in args.only or CLIPS if clip_path(c).exists()]
    if not clips:
        sys.exit(f"no clips below {scenes.MATERIAL}; name their folder in VEDETTE_MATERIAL")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        folder = pathlib.Path(name)
        if args.cost:
            result = {"cost": cost(folder)}
        else:
            config = configuration(folder)
            result = {"false_alarms": false_alarms(clips, config, folder), "detection": detection(clips, config, folder)}
            markdown(result["detection"], clips)
    if args.json:
        args.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
