/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/bench_comment.h"
#include "config/load.h"
#include "config/source.h"
#include "config/strs.h"

void catalog_free(struct catalog *cat)
{
	if (cat == NULL) {
		return;
	}
	for (size_t i = 0; i < cat->n_benches; i++) {
		free(cat->benches[i].name);
		free(cat->benches[i].summary);
	}
	free(cat->benches);
	free(cat->root);
	strs_clear(&cat->boards);
	strs_clear(&cat->toolchains);
	strs_clear(&cat->hals);
	strs_clear(&cat->switches);
	strs_clear(&cat->vectors);
	strs_clear(&cat->flags);
	strs_clear(&cat->suites);
	free(cat);
}

/* The next entry that is not hidden; NULL at the end. */
static const char *next_name(DIR *dir)
{
	const struct dirent *entry;

	do {
		entry = readdir(dir);
	} while (entry != NULL && entry->d_name[0] == '.');
	return entry != NULL ? entry->d_name : NULL;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name);
	size_t suffix_len = strlen(suffix);

	return len > suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

static bool is_folder(DIR *dir, const char *name)
{
	struct stat st;

	return fstatat(dirfd(dir), name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static bool is_board(DIR *dir, const char *name)
{
	char file[NAME_MAX + sizeof("/board.yaml")];

	snprintf(file, sizeof(file), "%s/board.yaml", name);
	return faccessat(dirfd(dir), file, F_OK, 0) == 0;
}

static bool is_suite(DIR *dir, const char *name)
{
	return has_suffix(name, ".yaml") && !is_folder(dir, name);
}

static bool is_flag_set(DIR *dir, const char *name)
{
	return has_suffix(name, ".mk") && !is_folder(dir, name);
}

static bool is_bench(DIR *dir, const char *name)
{
	return has_suffix(name, ".c") && !is_folder(dir, name);
}

static int keep_name(struct str_list *out, const char *name, const char *suffix)
{
	int err = strs_add(out, name);

	if (err == 0) {
		out->items[out->n - 1][strlen(name) - strlen(suffix)] = '\0';
	}
	return err;
}

struct folder {
	const char *below; /* of the root */
	bool (*is_kept)(DIR *dir, const char *name);
	const char *suffix; /* of every name that is kept; not part of what is listed */
};

static const struct folder benches_folder = { "microbench/benches", is_bench, ".c" };
static const struct folder boards_folder = { "microbench/boards", is_board, "" };
static const struct folder suites_folder = { "microbench/suites", is_suite, ".yaml" };
static const struct folder hals_folder = { "vcpu/hal", is_folder, "" };
static const struct folder switches_folder = { "vcpu/aarch64/switch", is_folder, "" };
static const struct folder vectors_folder = { "vcpu/aarch64/vectors", is_folder, "" };
static const struct folder flags_folder = { "microbench/flags", is_flag_set, ".mk" };

/* Sorted. 0, -ENOMEM, or -EINVAL after telling why the folder cannot be read. */
static int list_folder(const char *root, const struct folder *folder, struct str_list *out,
		       struct diag *d)
{
	char *path = source_path(root, folder->below);
	DIR *dir = path != NULL ? opendir(path) : NULL;
	const char *name;
	int err = 0;

	if (path == NULL) {
		return -ENOMEM;
	}
	if (dir == NULL) {
		err = load_tell_unreadable(path, -errno, "run inside a Trapline source tree", d);
		free(path);
		return err;
	}
	while (err == 0 && (name = next_name(dir)) != NULL) {
		if (folder->is_kept(dir, name)) {
			err = keep_name(out, name, folder->suffix);
		}
	}
	closedir(dir);
	free(path);
	strs_sort(out);
	return err;
}

static int fill_bench(const char *root, const char *file, struct bench_info *bench, struct diag *d)
{
	char *below = NULL;
	char *underscore;
	char *path;
	int err;

	bench->name = strdup(file);
	if (bench->name == NULL || asprintf(&below, "%s/%s.c", benches_folder.below, file) < 0) {
		return -ENOMEM;
	}
	underscore = strchr(bench->name, '_');
	if (underscore != NULL) {
		*underscore = '/';
	}
	path = source_path(root, below);
	free(below);
	if (path == NULL) {
		return -ENOMEM;
	}
	err = bench_comment_read(path, file, &bench->summary, d);
	free(path);
	return err;
}

static int compare_benches(const void *left, const void *right)
{
	const struct bench_info *a = left;
	const struct bench_info *b = right;

	return strcmp(a->name, b->name);
}

static int load_benches(struct catalog *cat, struct diag *d)
{
	struct str_list files = { 0 };
	int err = list_folder(cat->root, &benches_folder, &files, d);

	cat->benches = err == 0 ? calloc(files.n + 1, sizeof(cat->benches[0])) : NULL;
	if (err == 0 && cat->benches == NULL) {
		err = -ENOMEM;
	}
	for (size_t i = 0; i < files.n && err == 0; i++) {
		cat->n_benches++;
		err = fill_bench(cat->root, files.items[i], &cat->benches[i], d);
	}
	if (cat->n_benches > 1 && err == 0) {
		qsort(cat->benches, cat->n_benches, sizeof(cat->benches[0]), compare_benches);
	}
	strs_clear(&files);
	return err;
}

/* A closed set: each has its flags in microbench.mk. */
static int list_toolchains(struct str_list *out)
{
	int err = strs_add(out, "clang");

	return err == 0 ? strs_add(out, "gcc") : err;
}

/* Names of cells are words: one that two kinds of choices have says neither. */
static int check_flags(const struct catalog *cat, struct diag *d)
{
	const struct {
		const char *kind;
		const struct str_list *names;
	} others[] = { { "HAL binding", &cat->hals },
		       { "switch policy", &cat->switches },
		       { "set of vectors", &cat->vectors },
		       { "compiler", &cat->toolchains } };
	int err = 0;

	for (size_t i = 0; i < cat->flags.n; i++) {
		const char *name = cat->flags.items[i];
		struct mark at = { .file = flags_folder.below };

		if (!load_is_plain_name(name + (name[0] == '-'))) {
			diag_add(d, at, "'%s.mk' is no name of a set (letters, digits and . _ -)",
				 excerpt_of(name).text);
			err = -EINVAL;
		}
		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
			if (strs_has(others[k].names, name)) {
				diag_add(d, at,
					 "'%s.mk' is called as a %s is: cells of both would have "
					 "one name (call it another way)",
					 name, others[k].kind);
				err = -EINVAL;
			}
		}
	}
	return err;
}

/* Out of memory before wrong input before well. */
static int worse(int a, int b)
{
	return a == -ENOMEM || b == 0 ? a : b;
}

int catalog_load(const char *root, struct catalog **out, struct diag *d)
{
	struct catalog *cat = calloc(1, sizeof(*cat));
	int err;

	if (cat == NULL) {
		return -ENOMEM;
	}
	cat->root = strdup(root);
	if (cat->root == NULL) {
		catalog_free(cat);
		return -ENOMEM;
	}
	err = load_benches(cat, d);
	err = worse(err, list_folder(root, &boards_folder, &cat->boards, d));
	err = worse(err, list_folder(root, &suites_folder, &cat->suites, d));
	err = worse(err, list_folder(root, &hals_folder, &cat->hals, d));
	err = worse(err, list_folder(root, &switches_folder, &cat->switches, d));
	err = worse(err, list_folder(root, &vectors_folder, &cat->vectors, d));
	err = worse(err, list_folder(root, &flags_folder, &cat->flags, d));
	err = worse(err, list_toolchains(&cat->toolchains));
	err = worse(err, check_flags(cat, d));
	if (err != 0) {
		catalog_free(cat);
		return err;
	}
	*out = cat;
	return 0;
}
