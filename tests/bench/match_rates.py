#!/usr/bin/env python3
"""False-match and false-non-match rates of `certphoto match` on labelled photos.

    tests/bench/match_rates.py CERTPHOTO DATA [--list]

Runs the program over every pair of photos of `london` and `cmu_faces` (each person against everybody) and over `pd_obama`, and
prints how many pairs of one person fall below, and of different people reach, the shipped thresholds, with 95 % Wilson intervals;
then the thresholds that given false-match rates would need. --list names the pairs of one person below `pass` and of different people from `review`.
"""
import argparse
import csv
import itertools
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path


def people(data: Path) -> dict[str, list[tuple[str, Path]]]:
    """Set -> (person, photo)."""
    sets: dict[str, list[tuple[str, Path]]] = {}
    for name in ("london", "cmu_faces"):
        labels = data / name / "labels.csv"
        if not labels.exists():
            continue
        with labels.open(encoding="utf-8", newline="") as file:
            sets[name] = [(row["person"], data / name / row["file"]) for row in csv.DictReader(file)]
    obama = sorted(p for p in (data / "pd_obama").glob("*") if p.suffix.lower() in (".jpg", ".png"))
    if obama:
        sets["pd_obama"] = [("obama", p) for p in obama]
    return sets


def wilson(hits: int, n: int) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def rate(hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"{hits}/{n} = {hits / max(n, 1):.2e} (95 %: {low:.1e} to {high:.1e})"


def compare(program: str, pairs: list[tuple[Path, Path]]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "pairs.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["file_a", "file_b"])
            writer.writerows((str(a.resolve()), str(b.resolve())) for a, b in pairs)
        done = subprocess.run([program, "match", "--pairs", str(table), "--format", "json"], stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"certphoto match ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def report(name: str, photos: list[tuple[str, Path]], program: str, listing: bool) -> tuple[list[float], list[float]]:
    combinations = list(itertools.combinations(photos, 2))
    results = compare(program, [(a[1], b[1]) for a, b in combinations])
    limits = results[0]["thresholds"]
    same, different, inconclusive = [], [], 0
    for (a, b), result in zip(combinations, results):
        s = result["similarity"]
        if s is None:
            inconclusive += 1
            continue
        (same if a[0] == b[0] else different).append(s)
        if listing and ((a[0] == b[0] and s < limits["pass"]) or (a[0] != b[0] and s >= limits["review"])):
            print(f"    {s:.3f} {'same' if a[0] == b[0] else 'different'} {a[1].name} {b[1].name}")
    print(f"{name}: {len(photos)} photos, {len(same)} pairs of one person, {len(different)} of different people, "
          f"{inconclusive} inconclusive")
    if same:
        print(f"  one person, similarity: min {min(same):.3f}, median {sorted(same)[len(same) // 2]:.3f}")
        for limit in ("pass", "review"):
            print(f"  one person below {limit} ({limits[limit]}): {rate(sum(s < limits[limit] for s in same), len(same))}")
    if different:
        print(f"  different people, similarity: max {max(different):.3f}, median {sorted(different)[len(different) // 2]:.3f}")
        for limit in ("pass", "review"):
            print(f"  different people from {limit} ({limits[limit]}): "
                  f"{rate(sum(s >= limits[limit] for s in different), len(different))}")
    return same, different


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", type=Path)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    sets = people(arguments.data)
    if not sets:
        sys.exit(f"no labelled photos in {arguments.data}")
    same: list[float] = []
    different: list[float] = []
    for name, photos in sets.items():
        s, d = report(name, photos, arguments.program, arguments.list)
        same += s
        different += d
    different.sort()
    print("thresholds by false-match rate, over all sets:")
    for target in (1e-2, 1e-3, 1e-4):
        kept = int(target * len(different))
        limit = different[len(different) - 1 - kept] if different else 0
        print(f"  {target:.0e}: similarity > {limit:.3f}; one person below it: {rate(sum(s <= limit for s in same), len(same))}")


if __name__ == "__main__":
    main()
