# SPDX-License-Identifier: Apache-2.0
"""usage: heat_claims.py PAGE ROWS COLUMNS MATRIX.json

Chooses the two fields in the page's heat map and prints "ok", or the first place where the map differs from
what `trapline matrix --format json` says of the same run.
"""
import json
import sys

from browser import Browser

SHOWN = """Array.from(document.querySelector("table.heat").rows,
	(row) => Array.from(row.cells, (cell) => cell.textContent))"""


def words(place, is_base, most):
    """A place as the map shows it."""
    if place["cells"] == 0:
        return "missing" if place["missing"] else "n/a" if place["not_applicable"] else "-"
    ratio = place["ratio"]
    moved = ratio is not None and ratio != 1
    change = f"{(ratio - 1) * 100:+.1f} %" if moved else "0"
    if most <= 1:
        median = place["median"]
        text = str(int(median)) if median == int(median) else f"{median:.1f}"
        return text + (" " + change if moved and not is_base else "")
    return "base" if is_base else change if place["pairs"] else "?"


def expected(matrix):
    """The table of the map."""
    places = matrix["places"]
    most = max(p["cells"] + p["missing"] + p["not_applicable"] for row in places for p in row)
    by_rows = matrix["base_field"] == matrix["rows"]
    table = [[matrix["rows"]] + matrix["column_values"]]
    for i, name in enumerate(matrix["row_values"]):
        table.append([name] + [words(place, (i if by_rows else j) == 0, most)
                               for j, place in enumerate(places[i])])
    return table


def main():
    """As the usage says."""
    page, rows, columns, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        want = expected(json.load(file))
    with Browser() as browser:
        browser.load(page)
        for name, field in (("rows", rows), ("columns", columns)):
            browser.run(f"""(() => {{
                const select = document.querySelector("#heat-choice select[name={name}]");
                select.value = Array.from(select.options).findIndex((o) => o.text === "{field}");
                select.dispatchEvent(new Event("input", {{ bubbles: true }}));
            }})()""")
        got = browser.run(SHOWN)
        if browser.complaints:
            print("the page complains:", browser.complaints)
            return
    if got == want:
        print("ok")
        return
    pairs = [(w, g) for a, b in zip(want, got) for w, g in zip(a, b) if w != g]
    print("differs:", pairs[:3] or f"{len(want)} rows are wanted, {len(got)} are there")


main()
