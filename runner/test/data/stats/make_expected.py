#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the expected values beside this file with scipy, an implementation that shares no code with ours.

    python3 runner/test/data/stats/make_expected.py

Needs numpy and scipy (made with scipy 1.10.1). The tests read the files only. Fields are separated by tabs,
the values of a set by commas.
"""

import itertools
import pathlib
import random

import numpy
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(20240229)


def write(name, header, rows):
    with open(HERE / name, "w", encoding="ascii") as file:
        file.write(f"# SPDX-License-Identifier: Apache-2.0\n# scipy {scipy.__version__}: {header}\n")
        for row in rows:
            file.write("\t".join(str(field) for field in row) + "\n")


def join(values):
    return ",".join(repr(value) for value in values)


def draw(n, shift, step):
    """n values around 100 + shift; rounded to step where it is not 0, which makes ties."""
    values = [RANDOM.gauss(100 + shift, 5) for _ in range(n)]
    return [round(v / step) * step for v in values] if step else [round(v, 6) for v in values]


def one_sided(a, b):
    """u, p_greater, p_less: b against a."""
    if len(a) + len(b) > 100:
        method = "asymptotic"
    elif len(set(a + b)) == len(a + b):
        method = "exact"
    else:
        return permute(a, b)  # scipy's exact method does not know ties
    greater = stats.mannwhitneyu(b, a, alternative="greater", method=method)
    less = stats.mannwhitneyu(b, a, alternative="less", method=method)
    return greater.statistic, greater.pvalue, less.pvalue


def permute(a, b):
    """Every way to choose len(b) of scipy's midranks."""
    ranks = stats.rankdata(a + b)
    seen = sum(ranks[len(a):])
    sums = [sum(chosen) for chosen in itertools.combinations(ranks, len(b))]
    return (seen - len(b) * (len(b) + 1) / 2,
            sum(s >= seen for s in sums) / len(sums), sum(s <= seen for s in sums) / len(sums))


def rank_sum_rows():
    sizes = [(1, 1), (1, 2), (2, 2), (3, 3), (5, 5), (7, 7), (4, 9), (1, 20)]
    large = [(10, 10), (20, 30), (50, 50), (3, 97)]
    approximate = [(51, 50), (60, 200), (200, 300), (1, 100)]
    cases = [(n, m, s, step) for n, m in sizes for s in (0, 4, -20) for step in (0, 5)]
    cases += [(n, m, s, 0) for n, m in large for s in (0, 3)]
    cases += [(n, m, s, step) for n, m in approximate for s in (0, 1) for step in (0, 1)]
    for n, m, shift, step in cases:
        a, b = draw(n, 0, step), draw(m, shift, step)
        yield (join(a), join(b), *(repr(float(v)) for v in one_sided(a, b)))


def invert(a, b, alpha):
    """Limits of the shifts that neither one-sided test at alpha / 2 rejects."""
    places = sorted(float(y) - float(x) for x in a for y in b)
    edges = [places[0] - 1] + places + [places[-1] + 1]
    kept = []
    for low, high in zip(edges, edges[1:]):
        moved = [y - (low + high) / 2 for y in b]
        p = [stats.mannwhitneyu(moved, a, alternative=side,
                                method="exact" if len(a) + len(b) <= 100 else "asymptotic").pvalue
             for side in ("greater", "less")]
        if min(p) > alpha / 2 * (1 + 1e-9):  # 1 - 0.8 is below 0.2 in binary
            kept.append((low, high))
    low, high = kept[0][0], kept[-1][1]
    return (float("-inf") if low < places[0] else low, float("inf") if high > places[-1] else high)


def shift_rows():
    for n, m in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, 7), (4, 9), (9, 4), (12, 15), (52, 53)]:
        for confidence in (0.8, 0.95, 0.99):
            a, b = draw(n, 0, 0), draw(m, 3, 0)
            estimate = float(numpy.median(numpy.subtract.outer(b, a)))
            low, high = invert(a, b, 1 - confidence)
            yield (join(a), join(b), confidence, repr(estimate), repr(low), repr(high))


def order_rows():
    for n in (1, 5, 6, 7, 10, 20, 64, 100, 368, 400, 473, 500, 1000, 10000, 1000000):
        for percent in (1, 25, 50, 90, 99):
            for confidence in (0.8, 0.95, 0.99):
                below = stats.binom(n, percent / 100)
                tail = (1 - confidence) / 2
                low = int(below.ppf(tail))
                low -= below.cdf(low - 1) > tail
                high = int(below.isf(tail)) + 1
                high += below.sf(high - 1) > tail
                if low < 1 or high > n - 1 or low >= high:
                    yield n, percent, confidence, 0, 0, 0
                else:
                    yield (n, percent, confidence, low, high,
                           repr(float(below.cdf(high - 1) - below.cdf(low - 1))))


def needed_rows():
    for theta in (0.55, 0.6, 0.7, 0.76, 0.9, 1.0):
        for alpha in (0.05, 0.01, 0.001):
            for power in (0.5, 0.8, 0.9):
                z = stats.norm.isf(alpha) + stats.norm.ppf(power)
                yield theta, alpha, power, repr(float(z * z / (6 * (theta - 0.5) ** 2)))


def main():
    write("rank_sum.tsv", "a, b, u, p_greater, p_less", rank_sum_rows())
    write("shift.tsv", "a, b, confidence, estimate, low, high", shift_rows())
    write("order.tsv", "n, percent, confidence, low, high, coverage; 0: none", order_rows())
    write("needed.tsv", "theta, alpha, power, values a side before rounding up", needed_rows())


main()
