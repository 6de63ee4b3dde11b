/* SPDX-License-Identifier: Apache-2.0 */
(() => {
	"use strict";
	const all = (query, from) => Array.from((from || document).querySelectorAll(query));
	const words = new Intl.Collator("en", { numeric: true });

	/* Sorting: a column goes up, down, and back to how it was. Cells without a number stay last. */
	const keyOf = (row, at) => {
		const cell = row.cells[at];
		const text = cell.dataset.v ?? cell.textContent.trim();
		return text === "" || text === "–" ? null : text;
	};
	const order = (a, b, isNumber) => isNumber ? a - b : words.compare(a, b);
	const sortBy = (table, head, way) => {
		const at = head.cellIndex;
		const body = table.tBodies[0];
		const rows = (table.rowsAsMade ??= Array.from(body.rows)).slice();
		if (way !== null) {
			const keys = new Map(rows.map((row) => [row, keyOf(row, at)]));
			const isNumber = (key) => key !== null && key !== "" && !isNaN(key);
			const asNumbers = rows.some((row) => row.cells[at].dataset.v !== undefined) ||
				head.classList.contains("num");
			const has = (row) => asNumbers ? isNumber(keys.get(row)) : keys.get(row) !== null;
			rows.sort((a, b) => {
				if (!has(a) || !has(b)) {
					return has(b) - has(a);
				}
				const by = order(keys.get(a), keys.get(b), asNumbers);
				return way === "ascending" ? by : -by;
			});
		}
		body.append(...rows);
		all("th[aria-sort]", table).forEach((th) => th.removeAttribute("aria-sort"));
		if (way !== null) {
			head.setAttribute("aria-sort", way);
		}
	};
	const next = { ascending: "descending", descending: null };
	for (const table of all("table.sorts")) {
		for (const head of table.tHead.rows[0].cells) {
			if (head.classList.contains("still")) {
				continue;
			}
			const button = document.createElement("button");
			button.type = "button";
			button.append(...head.childNodes);
			button.addEventListener("click", () => {
				const now = head.getAttribute("aria-sort");
				sortBy(table, head, now === null ? "ascending" : next[now]);
			});
			head.append(button);
		}
	}

	/* Filtering: every word somewhere in the row, and of each set of boxes one that is ticked. */
	const form = document.getElementById("filters");
	const table = document.getElementById("cells");
	if (form && table) {
		const find = form.querySelector("input[type=search]");
		const said = form.querySelector("output");
		const reset = form.querySelector("button");
		const sets = all("fieldset", form);
		const textOf = (row) => Array.from(row.cells, (cell) => cell.textContent).join(" ");
		const rows = Array.from(table.tBodies[0].rows, (row) => ({
			row,
			text: textOf(row).toLowerCase(),
			values: row.dataset.f.split(" "),
		}));
		const narrow = () => {
			const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
			const ticked = sets.map((set) =>
				new Set(all("input:checked", set).map((box) => box.value)));
			const isNarrow = wanted.length > 0 || ticked.some((set) => set.size > 0);
			let n = 0;
			for (const { row, text, values } of rows) {
				const fits = wanted.every((word) => text.includes(word)) &&
					ticked.every((set, i) => set.size === 0 || set.has(values[i]));
				row.hidden = !fits;
				n += fits;
			}
			said.value = isNarrow ? `${n} of ${rows.length} cells` : `${n} cells`;
			reset.hidden = !isNarrow;
		};
		form.hidden = false;
		form.addEventListener("input", narrow);
		form.addEventListener("submit", (event) => event.preventDefault());
		form.addEventListener("reset", () => setTimeout(narrow));
		reset.addEventListener("click", () => find.focus());
		const details = form.querySelector("details");
		details.hidden = sets.length === 0;
		details.open = matchMedia("(min-width: 700px)").matches;
		/* The counts of the verdict lead to their cells. */
		for (const link of all("[data-pick]")) {
			link.addEventListener("click", () => {
				form.reset();
				all("input", sets[0]).forEach((box) => {
					box.checked = box.value === link.dataset.pick;
				});
				details.open = true;
			});
		}
		narrow();
	}
	addEventListener("beforeprint", () => all("details").forEach((one) => {
		one.open = true;
	}));
})();
