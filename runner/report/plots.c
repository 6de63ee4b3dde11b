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
		if (w->png != NULL) {
			fputs("set output\nreset\n", out);
			plot_script_write(d->grid, subject, w->png, PLOT_TO_PNG, out);
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

static int draw(const struct drawing *d, const struct plot_subject *subject, int *drawn,
		struct store_err *err)
{
	struct work w = { 0 };
	int error;

	if (!work_begin(d->dir, subject->stem, d->with_png, &w)) {
		work_end(&w);
		return store_fail(err, ENOMEM, "%s/plots: out of memory", d->dir);
	}
	error = write_script(d, subject, &w, err);
	if (error == 0) {
		*drawn = gnuplot_run(w.script, w.log, err);
		if (*drawn == 0) {
			error = finish(subject, &w, drawn, err);
		}
	}
	if (error == 0 && *drawn == 0 && add_to_list(d->list, subject, &w.svg) != 0) {
		error = store_fail(err, ENOMEM, "%s/plots: out of memory", d->dir);
	}
	work_end(&w);
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
	int error = 0;

	for (size_t i = 0; error == 0 && i < subjects->n; i++) {
		const struct plot_subject *subject = &subjects->items[i];
		struct store_err why = { 0 };
		int drawn = 0;

		if (i >= PLOTS_MAX) {
			d->list->n_left_out = subjects->n - i;
			break;
		}
		error = draw(d, subject, &drawn, &why);
		if (error != 0) {
			*err = why;
		} else if (drawn != 0 && err->text[0] == '\0') {
			store_fail(err, -drawn, "no plot of %s: %.380s%s", subject->name, why.text,
				   drawn == -ETIMEDOUT ? "; no other plot was tried" : "");
		}
		/* No gnuplot, or one that hangs: it would be the same with the others, only later. */
		if (drawn == -ENOENT || drawn == -ETIMEDOUT) {
			break;
		}
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
