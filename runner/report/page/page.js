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
	/* The heat map: any two fields, of all benchmarks or one. As report/matrix.c does it. */
	const heat = document.getElementById("heat-data");
	if (heat) {
		const { fields, cells } = JSON.parse(heat.textContent);
		const form = document.getElementById("heat-choice");
		const map = document.querySelector("table.heat");
		const how = document.getElementById("heat-how");
		const at = (name) => fields.findIndex((field) => field.name === name);
		const bench = at("benchmark");
		const percent = (ratio) => `${ratio > 1 ? "+" : "-"}${(Math.abs(ratio - 1) * 100).toFixed(1)} %`;
		const plain = (value) => Number.isInteger(value) ? `${value}` : value.toFixed(1);
		const shade = (ratio) => {
			const share = Math.abs(ratio - 1);
			return 1 + (share >= 0.01) + (share >= 0.05) + (share >= 0.15);
		};
		const choose = (label, options, now) => {
			const box = document.createElement("label");
			const select = document.createElement("select");
			options.forEach((text, i) => select.append(new Option(text, i, false, i === now)));
			select.name = label;
			box.append(`${label} `, select);
			form.append(box);
			return select;
		};
		const names = fields.map((field) => field.name);
		const heads = Array.from(map.tHead.rows[0].cells, (th) => th.textContent);
		const find = (texts) => fields.findIndex((field) => field.values.length === texts.length &&
			field.values.every((value, i) => value === texts[i]));
		const rows = choose("rows", names, at(heads[0]));
		const columns = choose("columns", names, find(heads.slice(1)));
		const only = bench < 0 ? null :
			choose("benchmark", ["all"].concat(fields[bench].values), 0);
		const draw = () => {
			const [r, c] = [Number(rows.value), Number(columns.value)];
			const b = r === bench || names[r] === "board" ? c : r;
			const n = fields.length;
			const wanted = cells.filter((cell) => only === null || only.value === "0" ||
				r === bench || c === bench || cell[bench] === only.value - 1);
			const keyOfCell = (cell) => cell.slice(0, n).map((v, i) => i === b ? "" : v)
				.concat(cell[n + 2]).join();
			const bases = new Map(wanted.filter((cell) => cell[b] === 0 && cell.length > n + 1)
				.map((cell) => [keyOfCell(cell), cell]));
			const places = fields[r].values.map(() => fields[c].values.map(() =>
				({ n: 0, all: 0, bad: 0, na: 0, pairs: 0, sum: 0, value: 0 })));
			for (const cell of wanted) {
				const place = places[cell[r]][cell[c]];
				place.all++;
				if (cell.length === n + 1) {
					cell[n] === "n/a" ? place.na++ : place.bad++;
					continue;
				}
				place.n++;
				place.value = cell[n];
				const base = bases.get(keyOfCell(cell));
				if (base && (cell[n + 1] === base[n + 1] || (base[n + 1] > 0 && cell[n + 1] > 0))) {
					place.pairs++;
					place.sum += cell[n + 1] === base[n + 1] ? 0 : Math.log(cell[n + 1] / base[n + 1]);
				}
			}
			const most = Math.max(...places.flat().map((place) => place.all));
			const pairs = Math.max(...places.flat().map((place) => place.pairs));
			how.textContent = most <= 1 ?
				`median of one operation, and how far it is from ${names[b]} ${fields[b].values[0]}` :
				`change against ${names[b]} ${fields[b].values[0]}, ` +
				`geometric mean of up to ${pairs} cells a place`;
			const put = (row, tag, text, kind) => {
				const cell = document.createElement(tag);
				cell.textContent = text;
				cell.className = kind;
				row.append(cell);
			};
			map.tHead.replaceChildren();
			const head = map.tHead.insertRow();
			put(head, "th", names[r], "name");
			fields[c].values.forEach((text) => put(head, "th", text, "num"));
			map.tBodies[0].replaceChildren();
			places.forEach((line, i) => {
				const row = map.tBodies[0].insertRow();
				put(row, "th", fields[r].values[i], "");
				line.forEach((place, j) => {
					const isBase = (b === r ? i : j) === 0;
					const ratio = place.pairs > 0 ? Math.exp(place.sum / place.pairs) : 1;
					const moved = Math.abs(ratio - 1) > 1e-12;
					const change = !moved ? "0" : percent(ratio);
					if (place.n === 0) {
						put(row, "td", place.bad > 0 ? "missing" : place.na > 0 ? "n/a" : "-",
							place.bad > 0 ? "gone" : "soft");
					} else if (most <= 1) {
						put(row, "td", plain(place.value) + (moved && !isBase ? ` ${change}` : ""),
							moved ? `num ${ratio > 1 ? "up" : "down"} s${shade(ratio)}` : "num");
					} else {
						put(row, "td", isBase ? "base" : place.pairs > 0 ? change : "?",
							moved ? `num ${ratio > 1 ? "up" : "down"} s${shade(ratio)}` : "num");
					}
				});
			});
		};
		form.addEventListener("submit", (event) => event.preventDefault());
		form.addEventListener("input", (event) => {
			if (rows.value === columns.value) {
				const other = event.target === rows ? columns : rows;
				other.value = (Number(other.value) + 1) % fields.length;
			}
			draw();
		});
		form.hidden = false;
	}
	addEventListener("beforeprint", () => all("details").forEach((one) => {
		one.open = true;
	}));
})();
