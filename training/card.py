#!/usr/bin/env python3
"""Write the tables of the model card from what evaluate.py measured.

    card.py --figures runs/figures.json --curve runs/curve.jsonl --card ../docs/model-card.md

Each table stands between a line `<!-- NAME -->` and a line `<!-- end -->`; what is between them is replaced. Models are the
columns, in the order in which evaluate.py was given them; default scores are those of the first.
"""

import argparse
import json
import pathlib
import re
import sys


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}"


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def figures(results):
    """One row a figure, one column a model at a size."""
    columns = list(results.values())
    rows = []

    def row(title, value, digits=3):
        rows.append([title, *(number(value(column), digits) for column in columns)])

    row("PETS09, person AP50", lambda c: c["clip"]["ap50"])
    row("PETS09, person AP50:95", lambda c: c["clip"]["ap50_95"])
    row("PETS09, recall at 0.1 false boxes a frame", lambda c: c["clip"]["recall_at_0.1_false"])
    row("val, mean AP50 over classes", lambda c: c["val"]["mean_ap50"])
    row("val, mean AP50:95", lambda c: c["val"]["mean_ap50_95"])
    classes = columns[0]["val"]["classes"]
    for label, figure in classes.items():
        row(f"val, {label} AP50 ({figure['boxes']} boxes)", lambda c: c["val"]["classes"][label]["ap50"])
    for label in ("person", "car"):
        for size, part in classes[label]["by_size"].items():
            row(
                f"val, {label}, {size} ({part['boxes']})",
                lambda c: c["val"]["classes"][label]["by_size"][size]["ap50"],
            )
    for light in ("day", "dark", "grey"):
        boxes = columns[0]["val"]["groups"][f"person {light}"]["boxes"]
        row(f"val, person, {light} ({boxes})", lambda c: c["val"]["groups"][f"person {light}"]["ap50"])
    row("clip without anybody: false persons a minute", lambda c: c["empty"]["false_a_minute"]["person"], 1)
    return table(["", *results], rows)


def defaults(results):
    rows = []
    for label, figure in next(iter(results.values()))["val"]["classes"].items():
        default = figure["at_default"]
        rows.append(
            [label, number(default["score"], 2), number(default["precision"], 2), number(default["recall"], 2)]
        )
    return table(["label", "default score", "precision", "recall"], rows)


def curve(path):
    rows = []
    for point in map(json.loads, path.read_text().splitlines()):
        pets = number(point.get("pets_person_ap50"))
        if point.get("pets_step", 5) != 5:
            pets += f" (every {point['pets_step']}th frame)"
        rows.append([f"{point['pictures']:,}", point["size"], pets, number(point.get("val_mean_ap50"))])
    return table(["scenes", "input", "PETS09 AP50", "val mean AP50"], rows)


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--figures", type=pathlib.Path, required=True, help="what evaluate.py --json wrote")
    cli.add_argument("--curve", type=pathlib.Path, required=True, help="a line of figures for each state looked at")
    cli.add_argument("--card", type=pathlib.Path, required=True)
    args = cli.parse_args()
    results = json.loads(args.figures.read_text())
    text = args.card.read_text()
    for name, made in (
        ("figures", figures(results)),
        ("defaults", defaults(results)),
        ("curve", curve(args.curve)),
    ):
        text, count = re.subn(
            rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", lambda found: found[1] + made + found[2], text, flags=re.S
        )
        if count != 1:
            sys.exit(f"{args.card}: want one <!-- {name} --> with its <!-- end -->, found {count}")
    args.card.write_text(text)


if __name__ == "__main__":
    main()
