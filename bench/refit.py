#!/usr/bin/env python3
"""How good the served model is on the rows that come after all known ones, when it has learned the training part alone (refit: train),
all rows (refit: all), and the newest ones alone (split.window), in worlds that change over time.

Run: bench/refit.py [PROGRAM]    (default: ./trestle)
"""
import csv
import datetime
import math
import os
import random
import subprocess
import sys
import tempfile

KNOWN, LATER = 2000, 400
WORLDS = {
    "nothing changes": lambda share: (3, 0),
    "the level rises by 3 in the newest 15 %": lambda share: (3, 3 if share > 0.85 else 0),
    "the effect grows slowly, from 2 to 4": lambda share: (2 + 2 * share, 0),
    "the effect turns round in the newest 18 %": lambda share: (-3 if share > 0.82 else 3, 0),
}
SETTINGS = {
    "refit: train": "refit: train\n",
    "refit: all": "",
    "refit: all, window 300 d": "split: {window: 300d}\n",
}


def rows(world):
    draw = random.Random(9)
    first = datetime.date(2018, 1, 1)
    for day in range(KNOWN + LATER):
        effect, level = world(min(day / KNOWN, 1))
        x, z = draw.gauss(0, 1), draw.gauss(0, 1)
        yield [first + datetime.timedelta(day), f"{x:.4f}", f"{z:.4f}", f"{effect * x + z + level + draw.gauss(0, 0.5):.4f}"]


def write(path, lines):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([["day", "x", "z", "y"], *lines])


def rmse(program, world, setting):
    with tempfile.TemporaryDirectory() as folder:
        table = list(rows(world))
        write(f"{folder}/known.csv", table[:KNOWN])
        write(f"{folder}/later.csv", table[KNOWN:])
        with open(f"{folder}/trestle.yaml", "w") as file:
            file.write(f"name: refit\nsource: known.csv\ntarget: y\ntime: day\ntrain: {{trials: 3}}\nevaluate: {{resamples: 100}}\n"
                       f"validate-model: {{generalisation: warn}}\n{setting}")
        subprocess.run([program, "run", folder], check=True, capture_output=True)
        subprocess.run([program, "predict", folder, "--input", f"{folder}/later.csv", "--output", f"{folder}/scored.csv"],
                       check=True, capture_output=True)
        with open(f"{folder}/scored.csv") as file:
            scored = [float(row["prediction"]) for row in csv.DictReader(file)]
    return math.sqrt(sum((float(row[3]) - y) ** 2 for row, y in zip(table[KNOWN:], scored)) / LATER)


program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "trestle")
print(f"| {KNOWN:,} known rows, rmse on the {LATER} after them | {' | '.join(SETTINGS)} |")
print("|---|" + "---:|" * len(SETTINGS))
for name, world in WORLDS.items():
    print(f"| {name} | " + " | ".join(f"{rmse(program, world, setting):.2f}" for setting in SETTINGS.values()) + " |", flush=True)
