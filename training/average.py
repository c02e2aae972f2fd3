#!/usr/bin/env python3
"""Average the states of a run at several times into one that is often better than each.

    average.py --state EARLIER.pt --state LATER.pt --weights 1 2 --out RUN/latest.pt

What is averaged is what is exported: each state's moving average, its normalisations' means and variances among it (model
soups, Wortsman et al. 2022; measuring those anew on training scenes gave no more). The last state gives all else, so that
training can go on from the result.
"""

import argparse
import pathlib
import sys

import torch


def averaged(states, weights):
    """Floats are averaged, counters are the last state's."""
    total = sum(weights)
    return {
        name: sum(state[name].float() * (weight / total) for state, weight in zip(states, weights))
        if value.is_floating_point()
        else value
        for name, value in states[-1].items()
    }


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--state", type=pathlib.Path, action="append", required=True, help="give it more than once")
    cli.add_argument("--weights", type=float, nargs="+", help="one a state (default: all alike)")
    cli.add_argument("--out", type=pathlib.Path, required=True)
    args = cli.parse_args()
    weights = args.weights or [1.0] * len(args.state)
    if len(weights) != len(args.state) or min(weights) <= 0:
        sys.exit(f"want {len(args.state)} weights above 0, one a state")
    saved = [torch.load(path, map_location="cpu", weights_only=True) for path in args.state]
    last = saved[-1]
    last["average"] = averaged([state["average"] for state in saved], weights)
    last["model"] = {name: value.clone() for name, value in last["average"].items()}
    torch.save(last, args.out)
    print(f"{args.out}: the average of {len(saved)} states")


if __name__ == "__main__":
    main()
