"""Drift tests of a window against a reference with SciPy and pandas, the peer of `Trestle.Bench monitor-speed ROWS FOLDER`, which
writes the rows. All rows are in memory before the time begins; what is timed is counting, testing and measuring effects.

usage: monitor_scipy.py FOLDER
"""
import resource
import sys
import time

import numpy as np
import pandas as pd
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

NUMBERS = [f"n{i}" for i in range(24)]
TEXTS = [f"c{i}" for i in range(6)]


def load(folder, name):
    columns = {c: np.fromfile(f"{folder}/{name}.{c}.bin", dtype="<f8") for c in NUMBERS}
    for i, c in enumerate(TEXTS):
        words = np.array([f"category {i}-{k}" for k in range(3 << i)], dtype=object)
        columns[c] = words[np.fromfile(f"{folder}/{name}.{c}.bin", dtype=np.uint8)]
    return pd.DataFrame(columns)


def number(reference, window):
    a, b = reference.dropna().to_numpy(), window.dropna().to_numpy()
    test = stats.ks_2samp(a, b, method="asymp")
    missing = [[len(reference) - len(a), len(a)], [len(window) - len(b), len(b)]]
    return test.statistic, test.pvalue, stats.wasserstein_distance(a, b) / a.std(), stats.chi2_contingency(missing, correction=False)[1]


def text(reference, window):
    a, b = reference.value_counts(), window.value_counts()
    names = a.index.union(b.index)
    table = np.array([a.reindex(names, fill_value=0), b.reindex(names, fill_value=0)])
    rare = stats.contingency.expected_freq(table).min(axis=0) < 5
    table = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)]) if rare.any() else table
    p, q = table[0] / table[0].sum(), table[1] / table[1].sum()
    missing = reference.isna().sum() + window.isna().sum()
    return np.abs(p - q).sum() / 2, stats.chi2_contingency(table, correction=False)[1], jensenshannon(p, q, base=2), missing


def main():
    folder = sys.argv[1]
    reference, window = load(folder, "reference"), load(folder, "window")
    print(f"pandas {pd.__version__}, SciPy {scipy.__version__}, numpy {np.__version__}; {len(window)} rows x {window.shape[1]} columns")
    start, processor = time.perf_counter(), time.process_time()
    results = {c: number(reference[c], window[c]) for c in NUMBERS}
    numbers = time.perf_counter() - start
    results |= {c: text(reference[c], window[c]) for c in TEXTS}
    seconds = time.perf_counter() - start
    print(f"tests {seconds:.2f} s (numbers {numbers:.2f}, categories {seconds - numbers:.2f}), "
          f"processor {time.process_time() - processor:.2f} s, "
          f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    for c in ["n0", "n12", "c0", "c5"]:
        print(f"{c}: distance {results[c][0]:.6f}, effect {results[c][2]:.6f}, p {results[c][1]:.3g}")


if __name__ == "__main__":
    main()
