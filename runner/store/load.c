/* SPDX-License-Identifier: Apache-2.0 */
#include "store/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "stats/stats.h"
#include "store/file.h"
#include "store/json.h"
#include "store/samples.h"

static int check_summary(const char *json_path, size_t index, const struct cell *cell,
			 struct store_err *err)
{
	struct stats_summary sum;
	int error = stats_summarise(cell->samples, cell->n, &sum);
	const struct {
		const char *key;
		double stated;
		double real;
		bool same;
	} rows[] = {
		{ "min", (double)cell->sum.min, (double)sum.min, cell->sum.min == sum.min },
		{ "median", cell->sum.median, sum.median, cell->sum.median == sum.median },
		{ "p90", (double)cell->sum.p90, (double)sum.p90, cell->sum.p90 == sum.p90 },
		{ "p99", (double)cell->sum.p99, (double)sum.p99, cell->sum.p99 == sum.p99 },
		{ "max", (double)cell->sum.max, (double)sum.max, cell->sum.max == sum.max },
	};

	if (error != 0) {
		return store_fail(err, -error, "%s: cells[%zu]: %s", json_path, index,
				  strerror(-error));
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i].same) {
			return store_fail(
				err, EINVAL,
				"%s: cells[%zu].%s: is %.17g, but samples.csv gives %.17g",
				json_path, index, rows[i].key, rows[i].stated, rows[i].real);
		}
	}
	return 0;
}

static int check_samples(const char *json_path, const char *csv_path, struct run *run,
			 struct store_err *err)
{
	int error = samples_read(csv_path, run, err);

	for (size_t i = 0; error == 0 && i < run->n_cells; i++) {
		if (cell_has_samples(&run->cells[i])) {
			error = check_summary(json_path, i, &run->cells[i], err);
		}
	}
	return error;
}

static int load_files(const char *json_path, const char *csv_path, struct run **out,
		      struct store_err *err)
{
	struct run *run = NULL;
	int error = json_read_run(json_path, &run, err);

	if (error != 0 || run == NULL) {
		return error;
	}
	error = check_samples(json_path, csv_path, run, err);
	if (error != 0) {
		run_free(run);
		return error;
	}
	*out = run;
	return 0;
}

int load_folder(const char *dir, struct run **out, struct store_err *err)
{
	char *json_path = file_join(dir, "run.json");
	char *csv_path = file_join(dir, "samples.csv");
	int error = json_path == NULL || csv_path == NULL
			    ? store_fail(err, ENOMEM, "%s: out of memory", dir)
			    : load_files(json_path, csv_path, out, err);

	free(json_path);
	free(csv_path);
	return error;
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder that holds @path when it is a file called run.json; NULL: not one, or no memory. */
static char *folder_of_json(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (strcmp(slash == NULL ? path : slash + 1, "run.json") != 0 || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode)) {
		return NULL;
	}
	return slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path));
}

char *store_find(const char *results, const char *name)
{
	static const char *const places[] = { "", "/runs", "/baselines" };

	for (size_t i = 0; name[0] != '/' && i < sizeof(places) / sizeof(places[0]); i++) {
		char *dir;

		if (asprintf(&dir, "%s%s/%s", results, places[i], name) < 0) {
			return NULL;
		}
		if (is_dir(dir)) {
			return dir;
		}
		free(dir);
	}
	return NULL;
}

/* A folder whose own name begins with a dot is a run being written, or left by a killed process. */
static bool is_unfinished(const char *dir)
{
	char *real = realpath(dir, NULL);
	const char *name = real == NULL ? NULL : strrchr(real, '/');
	bool unfinished = name != NULL && name[1] == '.';

	free(real);
	return unfinished;
}

int store_load(const char *path, struct run **out, struct store_err *err)
{
	char *dir = is_dir(path) ? strdup(path) : folder_of_json(path);
	int error;

	err->text[0] = '\0';
	if (dir == NULL) {
		return store_fail(err, ENOENT,
				  "%s: is no run (a run's folder, its run.json, or a name under "
				  "results/ such "
				  "as latest)",
				  path);
	}
	if (is_unfinished(dir)) {
		error = store_fail(err, EINVAL,
				   "%s: is a run that was never finished (a folder whose name does "
				   "not begin with a dot)",
				   path);
	} else {
		error = load_folder(dir, out, err);
	}
	free(dir);
	return error;
}
