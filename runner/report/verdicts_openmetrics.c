/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text exposition of OpenMetrics 1.0. All samples of a family stand together, and a unit is the end of
 * its family's name: figures of two clocks are two families.
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/verdicts_formats.h"
#include "store/text.h"

#define UNIT_MAX 48u

struct label {
	const char *name;
	const char *value;
};

struct family {
	const char *name; /* without the unit */
	const char *unit; /* "": none */
	const char *help;
};

/* In quotes; scrubbed. -ENOMEM. */
static int put_quoted(const char *value, FILE *out)
{
	char *clean = text_scrub(value, true);

	if (clean == NULL) {
		return -ENOMEM;
	}
	fputc('"', out);
	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\') {
			fputc('\\', out);
		}
		fputc(*at, out);
	}
	fputc('"', out);
	free(clean);
	return 0;
}

static void put_head(const struct family *family, const char *type, FILE *out)
{
	const char *between = family->unit[0] != '\0' ? "_" : "";

	fprintf(out, "# TYPE %s%s%s %s\n", family->name, between, family->unit, type);
	if (family->unit[0] != '\0') {
		fprintf(out, "# UNIT %s_%s %s\n", family->name, family->unit, family->unit);
	}
	fprintf(out, "# HELP %s%s%s %s\n", family->name, between, family->unit, family->help);
}

/* The opening of a sample, up to the labels of its cell. */
static int put_cell(const struct family *family, const struct gate_row *row, FILE *out)
{
	const struct figures *figures = verdict_figures(row);
	int err = 0;

	fprintf(out, "%s%s%s{", family->name, family->unit[0] != '\0' ? "_" : "", family->unit);
	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		fprintf(out, "%s=", cell_key_names[i]);
		err |= put_quoted(cell_key_text(&figures->key, i), out);
		fputc(',', out);
	}
	fputs("qemu=", out);
	err |= put_quoted(figures->qemu, out);
	return err;
}

static void put_value(double value, FILE *out)
{
	if (isinf(value)) {
		fputs(value > 0 ? "} +Inf\n" : "} -Inf\n", out);
	} else if (isnan(value)) {
		fputs("} NaN\n", out);
	} else {
		fprintf(out, "} %.15g\n", value);
	}
}

static int put_verdicts(const struct gate_result *result, FILE *out)
{
	static const struct family family = { "trapline_verdict", "",
					      "The verdict on a cell: the state that is 1." };
	int err = 0;

	put_head(&family, "stateset", out);
	for (size_t i = 0; err == 0 && i < result->n; i++) {
		for (size_t j = 0; err == 0 && j < N_VERDICTS; j++) {
			err = put_cell(&family, &result->rows[i], out);
			fprintf(out, ",%s=", family.name);
			err |= put_quoted(verdict_word(verdict_order[j]), out);
			put_value(result->rows[i].verdict == verdict_order[j], out);
		}
	}
	return err;
}

static void find_unit(const struct figures *figures, char *unit)
{
	size_t used = 0;

	for (const char *at = figures->unit; at != NULL && *at != '\0' && used < UNIT_MAX - 1;
	     at++) {
		unit[used++] = isalnum((unsigned char)*at) ? *at : '_';
	}
	unit[used] = '\0';
}

static const struct figures *side_of(const struct gate_row *row, bool is_old)
{
	const struct figures *figures = is_old ? row->old_figures : row->new_figures;

	return verdict_has_median(figures) ? figures : NULL;
}

static int put_medians(const struct gate_result *result, const char *unit, FILE *out)
{
	const struct family family = { "trapline_median", unit,
				       "Median over the boots' medians, of one operation." };
	int err = 0;

	put_head(&family, "gauge", out);
	for (size_t i = 0; err == 0 && i < 2 * result->n; i++) {
		const struct gate_row *row = &result->rows[i / 2];
		const struct figures *side = side_of(row, i % 2 == 0);
		char own[UNIT_MAX];

		if (side == NULL) {
			continue;
		}
		find_unit(side, own);
		if (strcmp(own, unit) == 0) {
			err = put_cell(&family, row, out);
			fprintf(out, ",side=\"%s\"", i % 2 == 0 ? "old" : "new");
			put_value(figures_median(side), out);
		}
	}
	return err;
}

/* One family for each unit, in the order in which they come up. */
static int put_all_medians(const struct gate_result *result, FILE *out)
{
	size_t n = 2 * result->n;
	char(*units)[UNIT_MAX] = calloc(n + 1, sizeof(*units));
	size_t n_units = 0;
	int err = units == NULL ? -ENOMEM : 0;

	for (size_t i = 0; err == 0 && i < n; i++) {
		const struct figures *side = side_of(&result->rows[i / 2], i % 2 == 0);
		size_t at = 0;

		if (side == NULL) {
			continue;
		}
		find_unit(side, units[n_units]);
		while (strcmp(units[at], units[n_units]) != 0) {
			at++;
		}
		if (at == n_units) {
			err = put_medians(result, units[n_units++], out);
		}
	}
	free(units);
	return err;
}

/* A share of the old value. */
static double share(const struct gate_test *test, double value)
{
	return test->old_value > 0 ? value / test->old_value : NAN;
}

static double get_shift(const struct gate_test *test)
{
	return share(test, test->shift);
}

static double get_low(const struct gate_test *test)
{
	return share(test, test->low);
}

static double get_high(const struct gate_test *test)
{
	return share(test, test->high);
}

static double get_floor(const struct gate_test *test)
{
	return test->floor;
}

static double get_sees(const struct gate_test *test)
{
	return test->sees;
}

static double get_q_worse(const struct gate_test *test)
{
	return test->q_worse;
}

static double get_q_better(const struct gate_test *test)
{
	return test->q_better;
}

static const struct {
	struct family family;
	double (*get)(const struct gate_test *test);
} test_families[] = {
	{ { "trapline_shift", "ratio", "Hodges-Lehmann shift, of the old value." }, get_shift },
	{ { "trapline_shift_low", "ratio", "Lower end of its 95 % interval." }, get_low },
	{ { "trapline_shift_high", "ratio", "Upper end of its 95 % interval." }, get_high },
	{ { "trapline_floor", "ratio", "Smallest shift that counts." }, get_floor },
	{ { "trapline_sees", "ratio", "Smallest slowdown that would have been seen." }, get_sees },
	{ { "trapline_q_worse", "ratio", "Adjusted p of a slowdown." }, get_q_worse },
	{ { "trapline_q_better", "ratio", "Adjusted p of a speed-up." }, get_q_better },
};

static int put_tests(const struct gate_result *result, size_t which, FILE *out)
{
	static const char *const metrics[] = { "median", "p99" };
	const struct family *family = &test_families[which].family;
	int err = 0;

	put_head(family, "gauge", out);
	for (size_t i = 0; err == 0 && i < 2 * result->n; i++) {
		const struct gate_row *row = &result->rows[i / 2];
		const struct gate_test *test = &row->tests[i % 2];

		if (!row->is_exact && test->is_made) {
			err = put_cell(family, row, out);
			fprintf(out, ",metric=\"%s\"", metrics[i % 2]);
			put_value(test_families[which].get(test), out);
		}
	}
	return err;
}

static int put_boots(const struct gate_result *result, FILE *out)
{
	static const struct family family = { "trapline_boots", "", "Boots with a result." };
	int err = 0;

	put_head(&family, "gauge", out);
	for (size_t i = 0; err == 0 && i < 2 * result->n; i++) {
		const struct gate_row *row = &result->rows[i / 2];

		err = put_cell(&family, row, out);
		fprintf(out, ",side=\"%s\"", i % 2 == 0 ? "old" : "new");
		put_value((double)(i % 2 == 0 ? row->n_old : row->n_new), out);
	}
	return err;
}

static int put_more_boots(const struct gate_result *result, FILE *out)
{
	static const struct family family = { "trapline_more_boots", "",
					      "So many more a side would tell; 0: not known." };
	int err = 0;

	put_head(&family, "gauge", out);
	for (size_t i = 0; err == 0 && i < result->n; i++) {
		if (result->rows[i].verdict == VERDICT_INCONCLUSIVE) {
			err = put_cell(&family, &result->rows[i], out);
			put_value((double)result->rows[i].more_boots, out);
		}
	}
	return err;
}

static void put_counts(const struct gate_result *result, FILE *out)
{
	static const struct family cells = { "trapline_cells", "", "Cells with this verdict." };
	static const struct family code = {
		"trapline_exit_code", "",
		"0 nothing worse, 1 a regression, 3 not all could be judged."
	};

	put_head(&cells, "gauge", out);
	for (size_t i = 0; i < N_VERDICTS; i++) {
		fprintf(out, "trapline_cells{verdict=\"%s\"} %zu\n", verdict_word(verdict_order[i]),
			result->count[verdict_order[i]]);
	}
	put_head(&code, "gauge", out);
	fprintf(out, "trapline_exit_code %d\n", gate_exit_code(result));
}

static int put_sides(const struct verdict_context *context, FILE *out)
{
	static const struct family family = { "trapline_compared", "",
					      "What was held against what." };
	const struct label labels[] = {
		{ "old", context->old_name },
		{ "new", context->new_name },
		{ "old_revision", verdict_revision(context->old_run) },
		{ "new_revision", verdict_revision(context->new_run) },
	};
	int err = 0;

	put_head(&family, "info", out);
	fputs("trapline_compared_info{", out);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		fprintf(out, "%s%s=", i > 0 ? "," : "", labels[i].name);
		err |= put_quoted(labels[i].value, out);
	}
	put_value(1, out);
	return err;
}

int verdicts_put_openmetrics(const struct verdict_view *view, const struct report_look *look,
			     FILE *out)
{
	const struct gate_result *result = view->result;
	int err = put_sides(view->context, out);

	(void)look;
	put_counts(result, out);
	err = err != 0 ? err : put_verdicts(result, out);
	err = err != 0 ? err : put_all_medians(result, out);
	for (size_t i = 0; err == 0 && i < sizeof(test_families) / sizeof(test_families[0]); i++) {
		err = put_tests(result, i, out);
	}
	err = err != 0 ? err : put_boots(result, out);
	err = err != 0 ? err : put_more_boots(result, out);
	fputs(err == 0 ? "# EOF\n" : "", out);
	return err;
}
