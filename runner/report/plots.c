/* SPDX-License-Identifier: Apache-2.0 */
#include "report/plots.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/gnuplot.h"
#include "report/plot_script.h"
#include "report/svg.h"
#include "store/file.h"

/* @dir/plots/hvc_return.svg for hvc/return; caller frees; NULL: no memory. */
static char *path_of(const char *dir, const char *stem, const char *suffix)
{
	char *path;
	char *name;

	if (asprintf(&path, "%s/plots/%s%s", dir, stem, suffix) < 0) {
		return NULL;
	}
	name = path + strlen(dir) + strlen("/plots/");
	for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash, '/')) {
		*slash = '_';
	}
	return path;
}

struct work { /* the files that one plot takes */
	char *script;
	char *log;
	char *raw;
	char *png; /* NULL: not wanted */
	char *svg;
};

static void work_end(struct work *w)
{
	char *const temporary[] = { w->script, w->log, w->raw };

	for (size_t i = 0; i < sizeof(temporary) / sizeof(temporary[0]); i++) {
		if (temporary[i] != NULL) {
			unlink(temporary[i]);
			free(temporary[i]);
		}
	}
	free(w->png);
	free(w->svg);
}

static bool work_begin(const char *dir, const char *stem, bool with_png, struct work *w)
{
	w->script = path_of(dir, stem, ".gnuplot");
	w->log = path_of(dir, stem, ".said");
	w->raw = path_of(dir, stem, ".raw");
	w->png = with_png ? path_of(dir, stem, ".png") : NULL;
	w->svg = path_of(dir, stem, ".svg");
	return w->script != NULL && w->log != NULL && w->raw != NULL && w->svg != NULL &&
	       with_png == (w->png != NULL);
}

struct drawing { /* what stays the same from plot to plot */
	const char *dir;
	const struct grid *grid;
	bool with_png;
	struct plot_list *list;
};

static int write_script(const struct drawing *d, const struct plot_subject *subject,
			const struct work *w, struct store_err *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error = -ENOMEM;

	if (out != NULL) {
		plot_script_write(d->grid, subject, w->raw, PLOT_TO_SVG, out);
		fputs("set output\nreset\n", out);
		if (w->png != NULL) {
			plot_script_write(d->grid, subject, w->png, PLOT_TO_PNG, out);
			fputs("set output\nreset\n", out);
		}
		error = file_finish(out, &text);
	}
	if (error != 0) {
		return store_fail(err, ENOMEM, "%s: out of memory", w->script);
	}
	error = file_write(w->script, text, size, err);
	free(text);
	return error;
}

/* *drawn is gnuplot's failure, the return value ours. */
static int finish(const struct plot_subject *subject, const struct work *w, int *drawn,
		  struct store_err *err)
{
	char *raw = NULL;
	char *svg = NULL;
	size_t size;
	int error;

	*drawn = file_read(w->raw, &raw, &size, err);
	if (*drawn != 0) {
		return 0;
	}
	error = svg_finish(raw, subject->title, &svg, &size);
	free(raw);
	if (error == -EINVAL) {
		*drawn = store_fail(err, EIO, "gnuplot left no whole SVG");
		return 0;
	}
	error = error != 0 ? store_fail(err, ENOMEM, "%s: out of memory", w->svg)
			   : file_write(w->svg, svg, size, err);
	free(svg);
	return error;
}

static int add_to_list(struct plot_list *list, const struct plot_subject *subject, char **path)
{
	struct plot_file *items = reallocarray(list->items, list->n + 1, sizeof(*items));
	struct plot_file *added;

	if (items == NULL) {
		return -ENOMEM;
	}
	list->items = items;
	added = &items[list->n++];
	*added = (struct plot_file){ .kind = subject->kind,
				     .title = strdup(subject->title),
				     .path = *path };
	*path = NULL;
	return added->title != NULL ? 0 : -ENOMEM;
}

/* The first such is what is told. */
static void say_no_plot(const struct plot_subject *subject, int drawn, const struct store_err *why,
			struct store_err *err)
{
	store_fail(err, -drawn, "no plot of %s: %.380s%s", subject->name, why->text,
		   drawn == -ETIMEDOUT ? "; no other plot was tried" : "");
}

/* Runs the plot's own script and no other. */
static int draw_alone(const struct plot_subject *subject, const struct work *w, int *drawn,
		      struct store_err *err)
{
	unlink(w->log);
	unlink(w->raw);
	err->text[0] = '\0';
	*drawn = gnuplot_run(w->script, w->log, err);
	return *drawn == 0 ? finish(subject, w, drawn, err) : 0;
}

struct batch { /* plots that one process draws */
	const struct plot_subject *subjects;
	struct work works[GNUPLOT_SCRIPTS];
	size_t n;
};

static void batch_end(struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		work_end(&batch->works[i]);
	}
}

static int batch_begin(const struct drawing *d, struct batch *batch, struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < batch->n; i++) {
		error = work_begin(d->dir, batch->subjects[i].stem, d->with_png, &batch->works[i])
				? write_script(d, &batch->subjects[i], &batch->works[i], err)
				: store_fail(err, ENOMEM, "%s/plots: out of memory", d->dir);
	}
	return error;
}

/* gnuplot's failure; @err then names the plot at which it was. */
static int batch_run(const struct batch *batch, struct store_err *err)
{
	const char *scripts[GNUPLOT_SCRIPTS];
	struct store_err why = { "" };
	size_t at = 0;
	int drawn;

	for (size_t i = 0; i < batch->n; i++) {
		scripts[i] = batch->works[i].script;
	}
	drawn = gnuplot_run_all(scripts, batch->n, batch->works[0].log, &why);
	while (drawn != 0 && at + 1 < batch->n && access(batch->works[at + 1].raw, F_OK) == 0) {
		at++;
	}
	if (drawn != 0 && err->text[0] == '\0') {
		say_no_plot(&batch->subjects[at], drawn, &why, err);
	}
	return drawn;
}

/* What went wrong in the batch is tried once more by itself, so that one plot costs no other. */
static int batch_finish(const struct drawing *d, struct batch *batch, bool is_drawn,
			struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < batch->n; i++) {
		struct work *w = &batch->works[i];
		struct store_err why = { "" };
		int drawn = -EIO;

		if (is_drawn) {
			error = finish(&batch->subjects[i], w, &drawn, &why);
		}
		if (error == 0 && drawn != 0) {
			error = draw_alone(&batch->subjects[i], w, &drawn, &why);
		}
		if (error == 0 && drawn == 0 &&
		    add_to_list(d->list, &batch->subjects[i], &w->svg) != 0) {
			error = store_fail(&why, ENOMEM, "%s/plots: out of memory", d->dir);
		}
		if (error != 0) {
			*err = why;
		} else if (drawn != 0 && err->text[0] == '\0') {
			say_no_plot(&batch->subjects[i], drawn, &why, err);
		}
	}
	return error;
}

/* *is_over: no gnuplot, or one that hangs; it would be the same with the others, only later. */
static int draw_batch(const struct drawing *d, struct batch *batch, bool *is_over,
		      struct store_err *err)
{
	struct store_err why = { "" };
	int error = batch_begin(d, batch, &why);

	if (error != 0) {
		*err = why;
	} else {
		int drawn = batch_run(batch, &why);

		*is_over = drawn == -ENOENT || drawn == -ETIMEDOUT;
		if (!*is_over) {
			error = batch_finish(d, batch, drawn == 0, err);
		} else if (err->text[0] == '\0') {
			*err = why;
		}
	}
	batch_end(batch);
	return error;
}

static int make_folder(const char *dir, struct store_err *err)
{
	char *path = file_join(dir, "plots");
	int error = 0;

	if (path == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		error = store_fail(err, errno, "%s: cannot be made: %s%s", path, strerror(errno),
				   file_advice(errno));
	}
	free(path);
	return error;
}

static int draw_all(const struct drawing *d, const struct plot_subjects *subjects,
		    struct store_err *err)
{
	const size_t n = subjects->n < PLOTS_MAX ? subjects->n : PLOTS_MAX;
	bool is_over = false;
	int error = 0;

	d->list->n_left_out = subjects->n - n;
	for (size_t i = 0; error == 0 && !is_over && i < n; i += GNUPLOT_SCRIPTS) {
		struct batch batch = { .subjects = &subjects->items[i],
				       .n = n - i < GNUPLOT_SCRIPTS ? n - i : GNUPLOT_SCRIPTS };

		error = draw_batch(d, &batch, &is_over, err);
	}
	return error;
}

int plots_write(const char *dir, const struct grid *grid, bool with_png, struct plot_list *out,
		struct store_err *err)
{
	struct plot_list list = { 0 };
	const struct drawing d = { .dir = dir, .grid = grid, .with_png = with_png, .list = &list };
	struct plot_subjects subjects = { 0 };
	int error = make_folder(dir, err);

	if (error == 0 && plot_subjects_find(grid, &subjects) != 0) {
		error = store_fail(err, ENOMEM, "%s/plots: out of memory", dir);
	}
	if (error == 0) {
		error = draw_all(&d, &subjects, err);
	}
	plot_subjects_free(&subjects);
	if (error != 0) {
		plot_list_free(&list);
		return error;
	}
	*out = list;
	return 0;
}

void plot_list_free(struct plot_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->items[i].title);
		free(list->items[i].path);
	}
	free(list->items);
	*list = (struct plot_list){ 0 };
}
