/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 4180, but for lines that end with a line feed alone. docs/formats/verdicts.md has the columns. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/verdicts_formats.h"
#include "store/text.h"

static const char header[] =
	"verdict,metric,benchmark,host,board,cpu,toolchain,flags,hal,switch,vectors,clock,qemu,"
	"unit,"
	"old_median,new_median,old,new,shift,low,high,floor_share,floor_by,sees_share,p_worse,p_"
	"better,q_worse,q_better,"
	"old_boots,new_boots,more_boots,suspect,differs,why\n";

/* One field, on one line, quoted where it has to be, and @end behind it. -ENOMEM. */
static int put_text(const char *text, char end, FILE *out)
{
	char *clean = text_scrub(text, true);

	if (clean == NULL) {
		return -ENOMEM;
	}
	if (clean[strcspn(clean, ",\"")] == '\0') {
		fputs(clean, out);
	} else {
		fputc('"', out);
		for (const char *at = clean; *at != '\0'; at++) {
			fputs(*at == '"' ? "\"\"" : (char[]){ *at, '\0' }, out);
		}
		fputc('"', out);
	}
	fputc(end, out);
	free(clean);
	return 0;
}

/* Empty when there is none. */
static void put_number(double value, FILE *out)
{
	if (isfinite(value)) {
		fprintf(out, "%.15g", value);
	}
	fputc(',', out);
}

static int put_key(const struct figures *figures, FILE *out)
{
	int err = 0;

	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		err |= put_text(cell_key_text(&figures->key, i), ',', out);
	}
	err |= put_text(figures->qemu, ',', out);
	return err;
}

static double median_of(const struct figures *side)
{
	return verdict_has_median(side) ? figures_median(side) : NAN;
}

static void put_figures(const struct gate_row *row, FILE *out)
{
	static const struct gate_test none = {
		.shift = NAN,
		.low = NAN,
		.high = NAN,
		.floor = NAN,
		.sees = NAN,
		.p_worse = NAN,
		.p_better = NAN,
		.q_worse = NAN,
		.q_better = NAN,
	};
	const struct gate_test *made = verdict_test(row);
	const struct gate_test *test = made != NULL ? made : &none;
	bool has_pair = verdict_has_pair(row);

	put_number(median_of(row->old_figures), out);
	put_number(median_of(row->new_figures), out);
	put_number(has_pair ? row->old_value : NAN, out);
	put_number(has_pair ? row->new_value : NAN, out);
	put_number(test->shift, out);
	put_number(test->low, out);
	put_number(test->high, out);
	put_number(test->floor, out);
	fprintf(out, "%s,", made != NULL ? gate_floor_name(made->floor_by) : "");
	put_number(test->sees, out);
	put_number(test->p_worse, out);
	put_number(test->p_better, out);
	put_number(test->q_worse, out);
	put_number(test->q_better, out);
}

static int put_row(const struct gate_row *row, FILE *out)
{
	int err;

	fprintf(out, "%s,%s,", verdict_word(row->verdict),
		verdict_has_pair(row) ? gate_metric_name(row->metric) : "");
	err = put_key(verdict_figures(row), out);
	err |= put_text(verdict_unit(row), ',', out);
	put_figures(row, out);
	fprintf(out, "%zu,%zu,%zu,%s,", row->n_old, row->n_new, row->more_boots,
		row->is_suspect ? "true" : "false");
	err |= put_text(verdict_differs(row).s, ',', out);
	err |= put_text(row->why, '\n', out);
	return err;
}

int verdicts_put_csv(const struct verdict_view *view, const struct report_look *look, FILE *out)
{
	int err = 0;

	(void)look;
	fputs(header, out);
	for (size_t i = 0; err == 0 && i < view->result->n; i++) {
		err = put_row(&view->result->rows[i], out);
	}
	return err;
}

/* The plugin cuts its list of series to plot at commas, and takes a backslash for the beginning of an
 * escape: neither may stand in a name, nor a quote. */
static int put_series(const struct verdict_view *view, const struct gate_row *row, char end,
		      FILE *out)
{
	struct verdict_text name = verdict_cell(view, row);

	verdict_text_add(&name, " (%.40s)", verdict_unit(row));
	for (char *at = name.s; *at != '\0'; at++) {
		*at = strchr(",\"\\", *at) != NULL ? '_' : *at;
	}
	return put_text(name.s, end, out);
}

static bool has_figure(const struct gate_row *row)
{
	return row->n_new > 0 && verdict_has_median(row->new_figures);
}

int verdicts_put_plot_csv(const struct verdict_view *view, const struct report_look *look,
			  FILE *out)
{
	const struct verdict_view lasting = verdict_view_lasting(view);
	const struct gate_result *result = view->result;
	const char *between = "";
	size_t left = 0;
	int err = 0;

	(void)look;
	for (size_t i = 0; i < result->n; i++) {
		left += has_figure(&result->rows[i]);
	}
	for (size_t i = 0; err == 0 && i < result->n; i++) {
		if (has_figure(&result->rows[i])) {
			err = put_series(&lasting, &result->rows[i], --left > 0 ? ',' : '\n', out);
		}
	}
	for (size_t i = 0; err == 0 && i < result->n; i++) {
		if (has_figure(&result->rows[i])) {
			fprintf(out, "%s%.15g", between,
				figures_median(result->rows[i].new_figures));
			between = ",";
		}
	}
	fputs(between[0] != '\0' ? "\n" : "", out);
	return err;
}
