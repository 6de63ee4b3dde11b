# SPDX-License-Identifier: Apache-2.0
"""usage: page_claims.py PAGE...

Opens each page in headless Chromium and prints a line for each claim on it: "PAGE ok CLAIM", or
"PAGE no CLAIM: what was seen instead". The exit status says only whether it could be looked at.
"""
import os
import sys
import time

from browser import Browser

CELLS = "Array.from(document.getElementById('cells').tBodies[0].rows)"
SHOWN = CELLS + ".filter((row) => row.offsetParent !== null)"

# Text in less than 4.5 times the luminance of what is behind it (WCAG 2.1, 1.4.3).
FAINT = """(() => {
	const parse = (text) => {
		const n = text.match(/[\\d.]+/g).map(Number);
		return n.length === 3 ? [...n, 1] : n;
	};
	const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
	const behind = (one) => {
		const layers = [];
		for (let at = one; at; at = at.parentElement) {
			layers.push(parse(getComputedStyle(at).backgroundColor));
		}
		return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
	};
	const light = (rgb) => rgb.map((c) => c / 255)
		.map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const faint = new Set();
	for (const one of document.querySelectorAll("body *:not(svg *):not(script)")) {
		const has_text = Array.from(one.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
		if (!has_text || one.offsetParent === null) {
			continue;
		}
		const back = behind(one);
		const a = light(over(parse(getComputedStyle(one).color), back));
		const b = light(back);
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) {
			faint.add(one.tagName + "." + one.className + " " + ratio.toFixed(2));
		}
	}
	return Array.from(faint).slice(0, 5).join(", ");
})()"""


class Claims:
    """What is claimed of one page, and whether it is so."""

    def __init__(self, page):
        self.page = os.path.basename(page)

    def claim(self, what, is_so, seen=""):
        """Prints one."""
        seen = " ".join(str(seen).split())[:200]
        print(self.page, "ok" if is_so else "no", what if is_so else f"{what}: {seen}")


def wait_until(browser, script, seconds=5):
    """True once the expression is; what a page does in a moment may take one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if browser.run(script):
            return True
        time.sleep(0.02)
    return False


def look_at_load(b, claims):
    """It is there, whole, alone, and begins with its verdict."""
    claims.claim("loads without a complaint", not b.complaints, b.complaints)
    claims.claim("asks for nothing but itself", len(b.requests()) == 1, b.requests())
    top = b.run("document.querySelector('#verdict h2')?.getBoundingClientRect().bottom ?? 1e9")
    claims.claim("says its verdict on the first screen", top < 600, top)
    first = b.run("document.querySelector('main section').id")
    claims.claim("begins with the verdict", first == "verdict", first)


def look_at_width(b, claims):
    """The page itself never scrolls sideways."""
    for width in (320, 768, 1280):
        b.resize(width)
        wide = b.run("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
        claims.claim(f"fits into {width} pixels", wide <= width, f"is {wide} wide")
    b.resize(1280)


# By how many pixels each of what matters in a table lies to the right of the table's box.
CUT = """((query) => Array.from(document.querySelectorAll(query), (one) => {
	const box = one.closest(".scroll").getBoundingClientRect();
	return Math.round(one.getBoundingClientRect().right - box.right);
}).filter((beyond) => beyond > 0).join(", "))"""


IN_SIGHT = ((390, "old, new and change", ".verdicts td.pair, .verdicts td.pair + td"),
            (390, "trends", ".spark"),
            (1280, "exits", "#cells td.exits"))


def look_at_sight(b, claims):
    """What one came for is seen without scrolling sideways."""
    for width, what, query in IN_SIGHT:
        if b.run(f"document.querySelector('{query}') !== null"):
            b.resize(width)
            cut = b.run(f"{CUT}('{query}')")
            claims.claim(f"shows {what} at {width} pixels", cut == "", f"{cut} pixels beyond")
    b.resize(1280)


def look_at_colours(b, claims):
    """Light and dark."""
    backs = []
    for scheme in ("light", "dark"):
        b.emulate(prefers_color_scheme=scheme)
        backs.append(b.run("getComputedStyle(document.body).backgroundColor"))
        faint = b.run(FAINT)
        claims.claim(f"can be read in {scheme}", faint == "", faint)
    claims.claim("has a dark side", backs[0] != backs[1], backs)
    b.emulate()


def head(name):
    """The expression for the button in the head of a column of the table of cells."""
    return ("Array.from(document.querySelectorAll('#cells thead button'))"
            f".find((one) => one.textContent === {name!r})")


def read_column(b, name):
    """Its values from top to bottom, None where there is none, and what the head says."""
    return (b.run(f"{CELLS}.map((row) => {{ const v = row.cells[{head(name)}.parentElement."
                  "cellIndex].dataset.v; return v === undefined ? null : Number(v); })"),
            b.run(f"{head(name)}.parentElement.getAttribute('aria-sort')"))


def is_sorted(values, sign):
    """Ascending (1) or descending (-1), and what is not there behind the rest."""
    there = [v for v in values if v is not None]
    return (values[:len(there)] == there and len(set(there)) > 2 and
            all(sign * a <= sign * b for a, b in zip(there, there[1:])))


def look_at_sorting(b, claims):
    """By mouse and by keyboard."""
    if not b.run(f"Boolean({head('median')})"):
        claims.claim("sorts", False, "no buttons in the heads")
        return
    before, said = read_column(b, "median")
    claims.claim("is not sorted at first", said is None, said)
    b.run(f"{head('median')}.click()")
    values, said = read_column(b, "median")
    claims.claim("sorts at a click", is_sorted(values, 1) and said == "ascending", (said, values))
    b.run(f"{head('median')}.focus()")
    b.press("Enter")
    values, said = read_column(b, "median")
    claims.claim("sorts the other way at Enter", is_sorted(values, -1) and said == "descending",
                 (said, values))
    b.press(" ")
    values, said = read_column(b, "median")
    claims.claim("goes back to how it was at the space bar", values == before and said is None,
                 (said, values))
    b.run(f"{head('benchmark')}.click()")
    sorts = b.run("document.querySelectorAll('#cells [aria-sort]').length")
    claims.claim("sorts by one column at a time", sorts == 1, sorts)
    b.run(f"{head('benchmark')}.click(); {head('benchmark')}.click()")


def look_at_filters(b, claims):
    """By text, by boxes, and back."""
    n_all = b.run(f"{SHOWN}.length")
    b.run("document.querySelector('#filters input[type=search]').focus()")
    b.type("HVC table")
    texts = b.run(f"{SHOWN}.map((row) => row.textContent)")
    claims.claim("finds every word", 0 < len(texts) < n_all and
                 all("hvc" in t and "table" in t for t in texts), texts)
    said = b.run("document.querySelector('#filters output').value")
    claims.claim("says how many are left", said == f"{len(texts)} of {n_all} cells", said)
    b.run("document.querySelector('#filters button').click()")
    claims.claim("shows all again", wait_until(b, f"{SHOWN}.length === {n_all}"),
                 b.run(f"{SHOWN}.length"))
    box = ("Array.from(document.querySelectorAll('#filters label'))"
           ".find((one) => one.textContent.trim() === 'static')?.querySelector('input')")
    b.run(f"{box}.focus()")
    b.press(" ")
    texts = b.run(f"{SHOWN}.map((row) => row.textContent)")
    claims.claim("a box is ticked by keyboard", 0 < len(texts) < n_all and
                 all("static" in t for t in texts), texts)
    b.press(" ")
    claims.claim("and unticked", b.run(f"{SHOWN}.length") == n_all, "")
    if b.run("document.querySelector('[data-pick]') !== null"):
        n = b.run("Number(document.querySelector('[data-pick] b').textContent)")
        name = b.run("document.querySelector('[data-pick]').textContent.trim().split(' ').pop()")
        b.run("document.querySelector('[data-pick]').click()")
        claims.claim("a count of verdicts leads to its cells",
                     wait_until(b, f"{SHOWN}.length < {n_all}") and
                     all(name in t for t in b.run(f"{SHOWN}.map((row) => row.textContent)")),
                     f"{name} {n}")
        b.run("document.querySelector('#filters button').click()")
        wait_until(b, f"{SHOWN}.length === {n_all}")


def look_at_focus(b, claims):
    """A keyboard gets everywhere, and one sees where it is."""
    b.press("Tab")
    at = b.run("document.activeElement.matches('.skip') ?"
               " document.activeElement.getBoundingClientRect().left : -1")
    claims.claim("has a link first that skips to the figures", 0 <= at < 100, at)
    unseen, stops = [], []
    for _ in range(300):
        b.press("Tab")
        stop = b.run("""(() => {
			const one = document.activeElement;
			const seen = [one, one.closest("label")].some((at) => at &&
				getComputedStyle(at).outlineStyle !== "none" &&
				at.getBoundingClientRect().width > 0);
			return [one.tagName, one.textContent.trim().slice(0, 30), seen];
		})()""")
        if stop[0] == "BODY":
            break
        stops.append(stop[0])
        if not stop[2]:
            unseen.append(stop)
    claims.claim("shows where the keyboard is", stops and not unseen, unseen)
    claims.claim("is all within a keyboard's reach",
                 {"A", "BUTTON", "INPUT", "SUMMARY", "DIV"} <= set(stops), set(stops))


def look_at_print(b, claims):
    """On paper there is nothing to click, and nothing is folded away."""
    b.emulate(media="print", prefers_color_scheme="dark")
    back = b.run("getComputedStyle(document.body).backgroundColor")
    faint = b.run(FAINT)
    claims.claim("prints dark on white", back == "rgb(255, 255, 255)" and faint == "",
                 (back, faint))
    left = b.run("Array.from(document.querySelectorAll('nav, .filters'))"
                 ".filter((one) => one.offsetParent !== null).length")
    boxes = b.run("Array.from(document.querySelectorAll('.scroll'))"
                  ".every((one) => getComputedStyle(one).maxHeight === 'none')")
    b.emulate()
    claims.claim("prints no controls", left == 0, left)
    claims.claim("prints tables whole", boxes, "a box still scrolls")
    size = len(b.call("Page.printToPDF")["data"])
    is_open = b.run("Array.from(document.querySelectorAll('details')).every((one) => one.open)")
    claims.claim("unfolds for printing", size > 1000 and is_open, (size, is_open))


def look_at_policy(b, claims):
    """A script that is not the page's own does not run in it."""
    b.run("(() => { const s = document.createElement('script'); s.textContent = 'window.got = 1';"
          " document.body.append(s); })()")
    claims.claim("runs no other script", b.run("window.got === undefined"), "it ran")


def look_without_script(b, page, claims):
    """Everything is there, only not to be sorted or narrowed."""
    b.call("Emulation.setScriptExecutionDisabled", value=True)
    b.load(page)
    rows = b.run(f"{SHOWN}.length")
    form = b.run("document.getElementById('filters').offsetParent === null")
    claims.claim("shows all without script", rows > 0 and form, (rows, form))
    b.call("Emulation.setScriptExecutionDisabled", value=False)


def main(pages):
    """Looks at each."""
    with Browser() as b:
        b.resize(1280)
        for page in pages:
            claims = Claims(page)
            b.load(page)
            look_at_load(b, claims)
            look_at_width(b, claims)
            look_at_sight(b, claims)
            look_at_colours(b, claims)
            look_at_sorting(b, claims)
            if b.run("document.getElementById('filters').hidden"):
                claims.claim("filters", False, "the form is hidden")
                continue
            look_at_filters(b, claims)
            b.load(page)  # so that the first Tab is the page's first
            look_at_focus(b, claims)
            look_at_print(b, claims)
            look_at_policy(b, claims)
            look_without_script(b, page, claims)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
