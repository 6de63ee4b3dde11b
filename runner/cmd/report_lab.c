/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report_lab.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_run.h"
#include "cmd/lab_heat.h"
#include "cmd/lab_judge.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "report/lab_page.h"
#include "report/report.h"
#include "store/file.h"

#define NAME           "report"
#define BASELINES_WORD "baselines"
struct lab_report {
	struct lab lab;
	struct lab_asked asked;
	struct gate_family family;
	struct job_result *results; /* numbers are verdicts by enum verdict */
	char **columns;
	size_t n_columns;
	struct heat_place *places;
};

static int write_columns(const struct lab_report *r, size_t i, struct lab_column *columns, size_t n)
{
	char *path = lab_tmp_path(&r->asked, "columns", i);
	FILE *out = path != NULL ? fopen(path, "we") : NULL;
	int error = out != NULL ? 0 : -EIO;

	for (size_t k = 0; k < n; k++) {
		const struct heat_place *place = &columns[k].place;

		if (out != NULL) {
			(void)fwrite(place, sizeof(*place), 1, out);
			fprintf(out, "%s\n", columns[k].name);
		}
		free(columns[k].name);
	}
	if (out != NULL && fclose(out) != 0) {
		error = -EIO;
	}
	free(path);
	return error;
}

static int sum_board(const struct lab_report *r, size_t i, struct lab_board_judged *judged)
{
	struct lab_column *columns = calloc(LAB_COLUMNS_MOST, sizeof(*columns));
	size_t n = 0;
	int error = columns != NULL ? 0 : -ENOMEM;

	if (error == 0 && r->asked.baselines != NULL) {
		error = lab_heat_verdicts(&judged->result, columns, &n);
	} else if (error == 0) {
		error = figures_of_run(judged->run, &judged->fresh);
		error = error == 0 ? lab_heat_flags(&judged->fresh, columns, &n) : error;
	}
	if (columns != NULL) {
		int written = write_columns(r, i, columns, n);

		error = error == 0 ? written : error;
	}
	free(columns);
	return error;
}

static int write_board_page(const struct lab_report *r, size_t i,
			    const struct lab_board_judged *judged, char *why)
{
	const struct report_extra extra = {
		.verdicts = r->asked.baselines != NULL ? &judged->result : NULL,
		.old_name = r->asked.baselines,
		.without_plots = true,
	};
	struct store_err err = { "" };
	char *dir = lab_run_dir(&r->lab, i);
	char *path = dir != NULL ? file_join(dir, "report.html") : NULL;
	char *text = NULL;
	size_t size = 0;
	int error = path != NULL ? report_make_page(dir, judged->run, &extra, &text, &size, &err)
				 : store_fail(&err, ENOMEM, "out of memory");

	if (error == 0) {
		error = out_file_write(path, text, size, &err);
	}
	if (error != 0) {
		snprintf(why, JOBS_WHY_MAX, "%s", err.text);
	}
	free(text);
	free(path);
	free(dir);
	return error;
}

/* The pages are of the last pass: with noise, the second. */
static int report_one(void *arg, size_t i, struct job_result *result)
{
	const struct lab_report *r = arg;
	struct lab_board_judged judged;
	int error = lab_judge_job(&r->asked, i, &judged, result);

	if (error != 0) {
		return error;
	}
	error = sum_board(r, i, &judged);
	if (error != 0) {
		snprintf(result->why, JOBS_WHY_MAX, "%s: %s", r->asked.tmp, strerror(-error));
	}
	if (error == 0) {
		error = write_board_page(r, i, &judged, result->why);
	}
	lab_judged_free(&judged);
	return error;
}

static int judge_all(struct lab_report *r)
{
	int error;

	jobs_free(r->results, r->lab.n);
	r->results = jobs_results(r->lab.n);
	error = r->results != NULL
			? jobs_each(r->lab.n, r->asked.at_once, report_one, r, r->results)
			: -ENOMEM;
	if (error != 0) {
		fprintf(stderr, "trapline " NAME ": %s\n", strerror(-error));
		return RC_INCOMPLETE;
	}
	return lab_judge_say(&r->asked, r->results);
}

static size_t find_column(struct lab_report *r, const char *name)
{
	char **columns;
	size_t i = 0;

	while (i < r->n_columns && strcmp(r->columns[i], name) != 0) {
		i++;
	}
	if (i < r->n_columns) {
		return i;
	}
	columns = reallocarray(r->columns, i + 1, sizeof(*columns));
	if (columns == NULL) {
		return SIZE_MAX;
	}
	r->columns = columns;
	columns[i] = strdup(name);
	r->n_columns += columns[i] != NULL;
	return columns[i] != NULL ? i : SIZE_MAX;
}

static int flags_order(const void *left, const void *right)
{
	const char *a = *(char *const *)left;
	const char *b = *(char *const *)right;
	int usual = (strcmp(b, LAB_FIRST_FLAGS) == 0) - (strcmp(a, LAB_FIRST_FLAGS) == 0);

	return usual != 0 ? usual : strcmp(a, b);
}

/* What the process of board @i left. @is_filling: into the places; else only the names are taken. */
static int read_columns(struct lab_report *r, size_t i, bool is_filling)
{
	char *path = lab_tmp_path(&r->asked, "columns", i);
	FILE *in = path != NULL ? fopen(path, "re") : NULL;
	struct heat_place place;
	char name[256];
	int error = in != NULL ? 0 : -EIO;

	while (error == 0 && fread(&place, sizeof(place), 1, in) == 1 &&
	       fgets(name, sizeof(name), in) != NULL) {
		size_t column;

		name[strcspn(name, "\n")] = '\0';
		column = find_column(r, name);
		if (column == SIZE_MAX) {
			error = -ENOMEM;
		} else if (is_filling) {
			place.ratio = place.n > 0 ? exp(place.ratio / (double)place.n) : 1;
			r->places[i * r->n_columns + column] = place;
		}
	}
	if (in != NULL) {
		fclose(in);
	}
	free(path);
	return error;
}

static int read_all(struct lab_report *r)
{
	int error = 0;

	for (size_t i = 0; i < r->lab.n && error == 0; i++) {
		error = read_columns(r, i, false);
	}
	if (error == 0 && r->n_columns > 1) {
		qsort(r->columns, r->n_columns, sizeof(*r->columns), flags_order);
	}
	r->places = calloc(r->lab.n * r->n_columns + 1, sizeof(*r->places));
	error = r->places == NULL ? -ENOMEM : error;
	for (size_t i = 0; i < r->lab.n && error == 0; i++) {
		error = read_columns(r, i, true);
	}
	return error;
}

static int put_index(const struct lab_report *r, const char **names, const char **links,
		     size_t (*counts)[N_VERDICTS], FILE *out)
{
	struct lab_page page = { .id = r->lab.id,
				 .suite = r->lab.suite,
				 .started = r->lab.started,
				 .against = r->asked.baselines,
				 .lost = r->lab.lost,
				 .n_lost = r->lab.n_lost,
				 .n_shards = r->lab.n_shards,
				 .heat = { .corner = "board",
					   .rows = names,
					   .links = links,
					   .n_rows = r->lab.n,
					   .columns = (const char *const *)r->columns,
					   .n_columns = r->n_columns,
					   .places = r->places },
				 .counts = (const size_t(*)[N_VERDICTS])counts };
	int error = 0;

	for (size_t i = 0; i < r->lab.n && error == 0; i++) {
		char *link = NULL;

		names[i] = r->lab.boards[i].name;
		error = asprintf(&link, "%s/report.html", r->lab.boards[i].run) < 0 ? -ENOMEM : 0;
		links[i] = error == 0 ? link : NULL;
		page.n_cells += r->lab.boards[i].n_cells;
		memcpy(counts[i], r->results[i].numbers, sizeof(counts[i]));
	}
	if (error == 0) {
		lab_page_put(&page, out);
	}
	return error;
}

static int make_index(const struct lab_report *r, char **text, size_t *size)
{
	const char **names = calloc(r->lab.n + 1, sizeof(*names));
	const char **links = calloc(r->lab.n + 1, sizeof(*links));
	size_t(*counts)[N_VERDICTS] = calloc(r->lab.n + 1, sizeof(*counts));
	FILE *out = open_memstream(text, size);
	int error = names == NULL || links == NULL || counts == NULL || out == NULL ? -ENOMEM : 0;

	if (error == 0) {
		error = put_index(r, names, links, counts, out);
	}
	if (out != NULL && file_finish(out, text) != 0) {
		error = -ENOMEM;
	}
	for (size_t i = 0; i < r->lab.n && links != NULL; i++) {
		free((char *)links[i]);
	}
	free(names);
	free(links);
	free(counts);
	return error;
}

static int write_index(struct lab_report *r)
{
	struct store_err err = { "" };
	char *path = file_join(r->lab.dir, "index.html");
	char *text = NULL;
	size_t size = 0;
	int error = path != NULL ? read_all(r) : -ENOMEM;

	if (error == 0) {
		error = make_index(r, &text, &size);
	}
	if (error != 0) {
		store_fail(&err, -error, "%s", strerror(-error));
	} else {
		error = out_file_write(path, text, size, &err);
	}
	if (error != 0) {
		find_run_say(NAME, err.text);
	} else {
		printf("report: %s\n", path);
	}
	free(text);
	free(path);
	return error == 0 ? RC_OK : RC_INCOMPLETE;
}

static int make_report(struct lab_report *r)
{
	int rc = lab_tmp_make(&r->asked);

	if (rc == RC_OK) {
		rc = judge_all(r);
	}
	if (rc == RC_OK) {
		rc = lab_join_families(&r->asked, &r->family);
	}
	if (rc == RC_OK && r->family.n_noisy > 0) {
		r->asked.rules.family = &r->family;
		rc = judge_all(r);
	}
	return rc == RC_OK ? write_index(r) : rc;
}

static int report(const char *dir, const char *baselines, const struct report_lab_options *o)
{
	struct lab_report r = { .results = NULL };
	struct store_err err = { "" };
	int rc;

	if (lab_load(dir, &r.lab, &err) != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	r.asked = (struct lab_asked){ .name = NAME,
				      .lab = &r.lab,
				      .baselines = baselines,
				      .rules = o->rules,
				      .at_once = o->at_once != 0 ? o->at_once : jobs_default() };
	r.asked.rules.old_is_baselines = true;
	rc = make_report(&r);
	lab_tmp_remove(&r.asked);
	gate_family_free(&r.family);
	jobs_free(r.results, r.lab.n);
	for (size_t i = 0; i < r.n_columns; i++) {
		free(r.columns[i]);
	}
	free(r.columns);
	free(r.places);
	lab_free(&r.lab);
	return rc;
}

int report_lab(const char *dir, const struct report_lab_options *o)
{
	bool is_judged = o->against != NULL;
	char *baselines = NULL;
	int rc;

	if (o->is_other || (is_judged && strcmp(o->against, BASELINES_WORD) != 0)) {
		return say_wrong(
			NAME,
			"%s is a lab: its pages stand in it, with verdicts against baselines "
			"alone (--against " BASELINES_WORD "; the run of one board, in its "
			"runs/, takes all options)",
			dir);
	}
	if (is_judged) {
		baselines = gate_run_find_baselines(NAME, o->baselines);
		if (baselines == NULL) {
			return RC_USAGE;
		}
	}
	rc = report(dir, baselines, o);
	free(baselines);
	return rc;
}
