#!/usr/bin/env python3
"""Draws the figures of docs/performance.md from what cost.py and scale.py measured.

    benchmarks/cameras/charts.py --cost .build/bench/bench.json --scale .build/bench/scale.json --out docs/figures
"""
import argparse
import json
import pathlib

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = {"ffmpeg": "#8a8f98", "gate": "#5b8def", "every-frame": "#2456b8", "whole": "#79a6f6", "keyframes": "#62b58f",
           "on-demand": "#17825b", "reference": "#d9822b"}
TITLES = {"quiet": "nothing moves", "tenth": "a tenth of the time somebody walks by", "busy": "somebody always walks"}
plt.rcParams.update({"font.size": 9, "svg.hashsalt": "vedette", "svg.fonttype": "none", "axes.spines.top": False,
                     "axes.spines.right": False, "font.family": "sans-serif"})


def title(scene):
    content, size, codec, gop, *rest = scene.split("-")
    extra = " ".join(part for part in rest if part not in ("vbr", "day"))
    return f"{TITLES[content]}\n{size} {codec}, keyframe every {gop[3:]} s {extra}".strip()


def cost(result, path):
    """A panel a scene: a bar a program, its recall beside it."""
    rows = result["rows"]
    figure, panels = plt.subplots(len(rows), 1, figsize=(7, 1.9 * len(rows)), squeeze=False)
    for row, panel in zip(rows, panels[:, 0]):
        names = list(row["programs"])[::-1]
        values = [row["programs"][name]["cpu_ms_a_stream_second"] for name in names]
        panel.barh(names, values, color=[COLOURS[name] for name in names], height=0.7)
        for place, (name, value) in enumerate(zip(names, values)):
            recall = row["programs"][name].get("recall")
            note = f" {value:.1f}" + ("" if recall is None else f", recall {recall:.2f}")
            panel.text(value, place, note, va="center")
        panel.set_title(title(row["scene"]), loc="left", fontsize=9)
        panel.set_xlim(0, max(values) * 1.25)
    panels[-1, 0].set_xlabel("CPU milliseconds a second of footage")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def scale(result, path):
    """Cores, memory and latency over the number of cameras, a line a policy."""
    figure, panels = plt.subplots(1, 3, figsize=(9.5, 3))
    wanted = [("daemon_cores", "cores used"), ("memory_mb", "memory, MB"), ("latency_p95", "event latency p95, s")]
    for panel, (key, label) in zip(panels, wanted):
        for policy in dict.fromkeys(step["policy"] for step in result["steps"]):
            steps = [step for step in result["steps"] if step["policy"] == policy and step[key] is not None]
            panel.plot([step["cameras"] for step in steps], [step[key] for step in steps], marker="o", markersize=3,
                       color=COLOURS[policy], label=policy)
            shed = [step for step in steps if step.get("load_depth")]
            panel.plot([step["cameras"] for step in shed], [step[key] for step in shed], "x", color="#c0392b",
                       markersize=8, label="sheds load" if shed and not panel.get_legend_handles_labels()[1].count("sheds load") else None)
        panel.set_xscale("log", base=2)
        panel.set_xticks(sorted({step["cameras"] for step in result["steps"]}))
        panel.xaxis.set_major_formatter("{x:g}")
        panel.set_xlabel("cameras, 1080p 15 fps")
        panel.set_title(label, loc="left", fontsize=9)
        panel.set_ylim(bottom=0)
    panels[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--cost", type=pathlib.Path)
    cli.add_argument("--scale", type=pathlib.Path)
    cli.add_argument("--out", type=pathlib.Path, required=True)
    args = cli.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.cost:
        cost(json.loads(args.cost.read_text()), args.out / "cost.svg")
    if args.scale:
        scale(json.loads(args.scale.read_text()), args.out / "scale.svg")


if __name__ == "__main__":
    main()
