/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "report/wrap.h"
#include "selftest/exact.h"

#define COLUMNS 100u

static size_t judged(const struct exact_result *result, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		n += result->pairs[i].n_on_path + result->pairs[i].n_off_path;
	}
	return n;
}

size_t exact_count_missing(const struct exact_result *result)
{
	size_t n = 0;

	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		n += result->pairs[i].n_missing;
	}
	return n;
}

static void print_share(FILE *out, size_t k, size_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu of %zu", k, n);
	fprintf(out, "%14s", text);
}

static void print_pair(const struct exact_step *step, const struct exact_pair *pair, FILE *out)
{
	size_t n = pair->n_on_path + pair->n_off_path;

	fprintf(out, "  %-24s", step->what);
	if (step->inject > 0) {
		print_share(out, pair->n_found, pair->n_on_path);
		print_share(out, pair->n_amount, pair->n_on_path);
		print_share(out, pair->n_alarms, pair->n_off_path);
	} else {
		fprintf(out, "%14s%14s", "-", "-");
		print_share(out, pair->n_alarms, n);
	}
	fprintf(out, "%10zu\n", pair->n_missing);
}

/* A share of nothing meets no aim; where results are missing, that is no fault of the gate. */
static size_t print_aim(FILE *out, const char *what, size_t k, size_t n, size_t aim,
			bool has_missing)
{
	bool is_met = n > 0 && k == aim;

	if (n == 0 && has_missing) {
		fprintf(out, "%s: not judged\n", what);
		return 0;
	}
	fprintf(out, "%s: %zu of %zu, aim %zu: %s\n", what, k, n, aim, is_met ? "met" : "MISSED");
	return is_met ? 0 : 1;
}

static size_t print_aims(const struct exact_result *result, FILE *out)
{
	size_t n_on_path = 0;
	size_t n_found = 0;
	size_t n_amount = 0;
	size_t n_quiet = judged(result, 0, EXACT_PAIRS);
	size_t n_alarms = 0;
	size_t n_missing = exact_count_missing(result);
	size_t n_missed;

	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		const struct exact_pair *pair = &result->pairs[i];

		if (exact_steps[i].inject > 0) {
			n_on_path += pair->n_on_path;
		}
		n_found += pair->n_found;
		n_amount += pair->n_amount;
		n_alarms += pair->n_alarms;
	}
	n_missed = print_aim(out, "slower and told to be regressed", n_found, n_on_path, n_on_path,
			     n_missing > 0);
	n_missed += print_aim(out, "by what was injected, to the instruction", n_amount, n_on_path,
			      n_on_path, n_missing > 0);
	n_missed += print_aim(out, "false alarms", n_alarms, n_quiet - n_on_path, 0, n_missing > 0);
	if (n_missing > 0) {
		fprintf(out, "not judged, as a result is missing: %zu\n", n_missing);
	}
	return n_missed;
}

static void print_faults(const struct exact_result *result, FILE *out)
{
	for (size_t i = 0; i < result->n_cells; i++) {
		const struct exact_cell *cell = &result->cells[i];
		char *line;

		if (cell->why[0] != '\0' && asprintf(&line, "%s: %s", cell->name, cell->why) >= 0) {
			wrap_put(line, 2, 4, COLUMNS, out);
			free(line);
		}
	}
}

static bool is_off_path(const struct exact_cell *cell)
{
	return !cell->is_na && cell->is_measured && cell->path == EXACT_NOT_ON_PATH;
}

static void print_off_path(const struct exact_result *result, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < result->n_cells; i++) {
		if (!is_off_path(&result->cells[i])) {
			continue;
		}
		if (n++ == 0) {
			fputs("not on the path, nothing leaves a guest between the stamps:\n", out);
		}
		wrap_put(result->cells[i].name, 2, 4, COLUMNS, out);
	}
}

size_t exact_print(const struct exact_result *result, FILE *out)
{
	size_t n_missed;

	fprintf(out, "  %-24s%14s%14s%14s%10s\n", "against the first run", "regressed",
		"by as much", "false alarms", "missing");
	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		print_pair(&exact_steps[i], &result->pairs[i], out);
	}
	fputc('\n', out);
	n_missed = print_aims(result, out);
	print_faults(result, out);
	print_off_path(result, out);
	return n_missed;
}
