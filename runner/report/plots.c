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

char *plots_path(const char *dir, const char *benchmark, const char *suffix)
{
	char *path;
	char *name;

	if (asprintf(&path, "%s/plots/%s%s", dir, benchmark, suffix) < 0) {
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
	free(w->svg);
}

static int work_begin(const char *dir, const char *benchmark, struct work *w)
{
	w->script = plots_path(dir, benchmark, ".gnuplot");
	w->log = plots_path(dir, benchmark, ".said");
	w->raw = plots_path(dir, benchmark, ".raw");
	w->svg = plots_path(dir, benchmark, ".svg");
	return w->script != NULL && w->log != NULL && w->raw != NULL && w->svg != NULL ? 0
										       : -ENOMEM;
}

static int write_script(const struct grid *grid, size_t bench, const struct work *w,
			struct store_err *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error = -ENOMEM;

	if (out != NULL) {
		plot_script_write(grid, bench, w->raw, out);
		error = file_finish(out, &text);
	}
	if (error != 0) {
		return store_fail(err, ENOMEM, "%s: out of memory", w->script);
	}
	error = file_write(w->script, text, size, err);
	free(text);
	return error;
}

static char *describe(const struct grid *grid, size_t bench)
{
	char *title;

	return asprintf(&title, "Distribution of %s; the figures are in the table of all cells",
			grid->benches[bench]) < 0
		       ? NULL
		       : title;
}

/* *drawn is gnuplot's failure, the return value ours. */
static int finish(const struct grid *grid, size_t bench, const struct work *w, int *drawn,
		  struct store_err *err)
{
	char *title = describe(grid, bench);
	char *raw = NULL;
	char *svg = NULL;
	size_t size;
	int error;

	*drawn = file_read(w->raw, &raw, &size, err);
	if (*drawn != 0 || title == NULL) {
		free(title);
		free(raw);
		return *drawn != 0 ? 0 : store_fail(err, ENOMEM, "%s: out of memory", w->svg);
	}
	error = svg_finish(raw, title, &svg, &size);
	free(raw);
	free(title);
	if (error == -EINVAL) {
		*drawn = store_fail(err, EIO, "gnuplot left no whole SVG");
		return 0;
	}
	error = error != 0 ? store_fail(err, ENOMEM, "%s: out of memory", w->svg)
			   : file_write(w->svg, svg, size, err);
	free(svg);
	return error;
}

static int draw(const char *dir, const struct grid *grid, size_t bench, int *drawn,
		struct store_err *err)
{
	struct work w;
	int error = work_begin(dir, grid->benches[bench], &w);

	if (error != 0) {
		work_end(&w);
		return store_fail(err, ENOMEM, "%s/plots: out of memory", dir);
	}
	error = write_script(grid, bench, &w, err);
	if (error == 0) {
		*drawn = gnuplot_run(w.script, w.log, err);
		if (*drawn == 0) {
			error = finish(grid, bench, &w, drawn, err);
		}
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

int plots_write(const char *dir, const struct grid *grid, struct store_err *err)
{
	int error = make_folder(dir, err);

	for (size_t i = 0; error == 0 && i < grid->n_benches; i++) {
		struct store_err why = { 0 };
		int drawn = 0;

		if (!plot_has_data(grid, i)) {
			continue;
		}
		error = draw(dir, grid, i, &drawn, &why);
		if (error != 0) {
			*err = why;
		} else if (drawn != 0 && err->text[0] == '\0') {
			store_fail(err, -drawn, "no plot of %s: %.380s%s", grid->benches[i],
				   why.text,
				   drawn == -ETIMEDOUT ? "; no other plot was tried" : "");
		}
		/* No gnuplot, or one that hangs: it would be the same with the others, only later. */
		if (drawn == -ENOENT || drawn == -ETIMEDOUT) {
			break;
		}
	}
	return error;
}
