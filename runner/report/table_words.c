/* SPDX-License-Identifier: Apache-2.0 */
#include "report/table_words.h"

#include <string.h>

#include "report/number.h"

bool table_has_spread(const struct run_facts *facts)
{
	return facts->n_varying > 0 &&
	       (facts->has_ticks || 2 * facts->n_varying >= facts->n_measured);
}

void table_put_title(const struct run *run, const struct run_facts *facts, FILE *out)
{
	const char *mode = run_mode(run);

	fprintf(out, "Median %s for one operation", run_unit(facts));
	if (mode[0] != '\0') {
		fprintf(out, " (%s)", mode);
	}
	if (facts->n_boots > 1) {
		fprintf(out, ", the median of up to %zu boots", facts->n_boots);
	}
	if (facts->n_samples > 0) {
		fprintf(out, ", of %zu sample%s a cell", facts->n_samples,
			facts->n_samples == 1 ? "" : "s");
	}
	fputs("; the empty frame is subtracted", out);
	if (facts->has_floor) {
		fputs("; floor: the operation with nothing to trap into", out);
	}
}

struct range {
	double low;
	double high;
	size_t n; /* cells */
};

static bool is_varying(const struct cell *cell)
{
	return cell->status == CELL_OK && !cell_is_constant(cell);
}

static struct range find_range(const struct run *run, const char *benchmark)
{
	struct range range = { .n = 0 };

	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];
		double low = cell_each(cell, (double)cell->sum.min);
		double high = cell_each(cell, (double)cell->sum.max);

		if (is_varying(cell) && strcmp(cell->key.benchmark, benchmark) == 0) {
			range.low = range.n == 0 || low < range.low ? low : range.low;
			range.high = high > range.high ? high : range.high;
			range.n++;
		}
	}
	return range;
}

static bool is_first_varying(const struct run *run, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (is_varying(&run->cells[i]) &&
		    strcmp(run->cells[i].key.benchmark, run->cells[index].key.benchmark) == 0) {
			return false;
		}
	}
	return is_varying(&run->cells[index]);
}

void table_put_varying(const struct run *run, const struct run_facts *facts, FILE *out)
{
	const char *between = "~ samples differ: ";

	for (size_t i = 0; i < run->n_cells && !table_has_spread(facts); i++) {
		const char *benchmark = run->cells[i].key.benchmark;
		struct range range;

		if (!is_first_varying(run, i)) {
			continue;
		}
		range = find_range(run, benchmark);
		fprintf(out, "%s%s %s..%s (%zu cell%s)", between, benchmark,
			number_plain(range.low).text, number_plain(range.high).text, range.n,
			range.n == 1 ? "" : "s");
		between = ", ";
	}
}

static void put_counts(const struct run *run, const struct run_facts *facts, FILE *out)
{
	const struct {
		size_t n;
		const char *what;
	} counts[] = {
		{ facts->n_missing, "missing" },
		{ facts->n_spoiled, "not to be trusted" },
		{ facts->n_na, "not applicable" },
	};

	fprintf(out, "%zu cell%s, %zu measured", run->n_cells, run->n_cells == 1 ? "" : "s",
		facts->n_measured);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		if (counts[i].n > 0) {
			fprintf(out, ", %zu %s", counts[i].n, counts[i].what);
		}
	}
}

void table_put_closing(const struct run *run, const struct run_facts *facts, FILE *out)
{
	put_counts(run, facts, out);
	if (!facts->has_exact && !facts->has_ticks) {
		return;
	}
	if (facts->has_exact) {
		fputs(", exact instructions (QEMU icount)", out);
	}
	if (facts->has_ticks) {
		fputs(", ticks of the board's counter", out);
	}
	if (facts->n_varying > 0) {
		fprintf(out, ", samples differ in %zu", facts->n_varying);
	} else if (facts->n_measured > 0) {
		fputs(", samples identical in every cell", out);
	}
	if (facts->has_ticks && facts->n_boots <= 1) {
		fputs("; " RUN_NOISE, out);
	}
}
