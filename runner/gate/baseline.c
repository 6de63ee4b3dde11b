/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of baselines: which files there are, and those that a run is held against. */
#include "gate/baseline.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"

/* The dot keeps out what is being written; whatever else lies there is none of ours. */
static int is_baseline(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && fnmatch("*.json", entry->d_name, 0) == 0;
}

static int compare_names(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static void free_paths(char **paths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(paths[i]);
	}
	free(paths);
}

int baseline_find(const char *dir, char ***out, size_t *n_out, struct store_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, is_baseline, compare_names);
	char **paths;
	bool failed;

	if (n < 0 && errno != ENOENT) {
		return store_fail(err, errno,
				  "%s: cannot be read: %s (a folder of baselines would be right)",
				  dir, strerror(errno));
	}
	n = n < 0 ? 0 : n;
	paths = calloc((size_t)n + 1, sizeof(*paths));
	failed = paths == NULL;
	for (int i = 0; i < n; i++) {
		if (paths != NULL) {
			paths[i] = file_join(dir, entries[i]->d_name);
			failed |= paths[i] == NULL;
		}
		free(entries[i]);
	}
	free(entries);
	if (failed) {
		free_paths(paths, paths != NULL ? (size_t)n : 0);
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	*out = paths;
	*n_out = (size_t)n;
	return 0;
}

struct patterns {
	char **items;
	size_t n;
};

/* What names of files match, each once; a run has many cells of one key. */
static int make_patterns(const struct figure_set *like, unsigned across, struct patterns *out)
{
	*out = (struct patterns){ .items = calloc(like->n + 1, sizeof(*out->items)) };
	for (size_t i = 0; out->items != NULL && i < like->n; i++) {
		char *pattern = baseline_pattern(&like->items[i], across);
		size_t j = 0;

		if (pattern == NULL) {
			break;
		}
		while (j < out->n && strcmp(out->items[j], pattern) != 0) {
			j++;
		}
		if (j < out->n) {
			free(pattern);
		} else {
			out->items[out->n++] = pattern;
		}
		if (i + 1 == like->n) {
			return 0;
		}
	}
	if (out->items != NULL && like->n == 0) {
		return 0;
	}
	free_paths(out->items, out->n);
	return -ENOMEM;
}

static bool is_wanted(const char *path, const struct patterns *wanted)
{
	const char *name = strrchr(path, '/') + 1;

	if (wanted == NULL) {
		return true;
	}
	for (size_t i = 0; i < wanted->n; i++) {
		if (fnmatch(wanted->items[i], name, 0) == 0) {
			return true;
		}
	}
	return false;
}

/* Moves the cells of a file to the set. */
static int add_cells(struct figure_set *set, struct baseline_file *file)
{
	struct figures *items = reallocarray(set->items, set->n + file->n_cells, sizeof(*items));

	if (items == NULL) {
		return -ENOMEM;
	}
	memcpy(&items[set->n], file->cells, file->n_cells * sizeof(*items));
	set->items = items;
	set->n += file->n_cells;
	file->n_cells = 0;
	return 0;
}

static int add_file(const char *path, struct figure_set *set, struct store_err *err)
{
	struct baseline_file file;
	int error = baseline_read(path, &file, err);

	if (error == 0) {
		if (add_cells(set, &file) != 0) {
			error = store_fail(err, ENOMEM, "%s: out of memory", path);
		}
		baseline_file_free(&file);
	}
	return error;
}

static int compare_cells(const void *left, const void *right)
{
	return figures_order(left, right);
}

/* Whether every pattern is a name. */
static bool are_names(const struct patterns *wanted)
{
	for (size_t i = 0; i < wanted->n; i++) {
		if (strchr(wanted->items[i], '*') != NULL) {
			return false;
		}
	}
	return true;
}

/* Without a look at the folder, which for a lab holds the files of a thousand other boards. */
static int load_named(const char *dir, const struct patterns *wanted, struct figure_set *set,
		      struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < wanted->n; i++) {
		char *path = file_join(dir, wanted->items[i]);

		if (path == NULL) {
			return store_fail(err, ENOMEM, "%s: out of memory", dir);
		}
		if (access(path, F_OK) == 0) {
			error = add_file(path, set, err);
		} else if (errno != ENOENT) {
			error = store_fail(err, errno, "%s: cannot be read: %s", path,
					   strerror(errno));
		}
		free(path);
	}
	return error;
}

static int load_wanted(const char *dir, const struct patterns *wanted, struct figure_set *set,
		       struct store_err *err)
{
	char **paths = NULL;
	size_t n = 0;
	int error;

	if (wanted != NULL && are_names(wanted)) {
		return load_named(dir, wanted, set, err);
	}
	error = baseline_find(dir, &paths, &n, err);
	for (size_t i = 0; error == 0 && i < n; i++) {
		if (is_wanted(paths[i], wanted)) {
			error = add_file(paths[i], set, err);
		}
	}
	free_paths(paths, n);
	return error;
}

int baseline_load(const char *dir, const struct figure_set *like, unsigned across,
		  struct figure_set *out, struct store_err *err)
{
	struct figure_set set = { .name = strdup(dir) };
	struct patterns wanted = { 0 };
	int error = set.name == NULL ? -ENOMEM : 0;

	if (error == 0 && like != NULL) {
		error = make_patterns(like, across, &wanted);
	}
	if (error != 0) {
		free(set.name);
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	error = load_wanted(dir, like != NULL ? &wanted : NULL, &set, err);
	free_paths(wanted.items, wanted.n);
	if (error != 0) {
		figure_set_free(&set);
		return error;
	}
	if (set.n > 1) {
		qsort(set.items, set.n, sizeof(*set.items), compare_cells);
	}
	*out = set;
	return 0;
}
