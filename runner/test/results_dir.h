/* SPDX-License-Identifier: Apache-2.0 */
/* A results folder of its own for every test that asks for one, and files in it to damage. */
#ifndef TEST_RESULTS_DIR_H
#define TEST_RESULTS_DIR_H

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/store.h"

struct results_dir {
	char path[64];
};

static inline int results_dir_setup(void **state)
{
	struct results_dir *dir = calloc(1, sizeof(*dir));

	assert(dir != NULL);
	strcpy(dir->path, "/tmp/trapline-test-XXXXXX");
	assert(mkdtemp(dir->path) != NULL);
	*state = dir;
	return 0;
}

static inline int results_dir_teardown(void **state)
{
	struct results_dir *dir = *state;

	file_remove_tree(dir->path);
	free(dir);
	return 0;
}

/* Stores @run as a command would; returns its folder, which the caller frees. */
static inline char *results_dir_store(const char *out_dir, const struct run *run)
{
	struct store_err err = { "" };
	struct store *st = NULL;
	char *dir = NULL;

	if (store_begin(out_dir, run->id, &st, &err) != 0 || store_write(st, run, &err) != 0 ||
	    store_commit(st, &dir, &err) != 0) {
		fprintf(stderr, "# store: %s\n", err.text);
	}
	store_close(st);
	return dir;
}

/* The text of a file below @dir; caller frees. NULL: no such file. Not inline: gcc 12 takes a buffer that
 * is freed on one path for a pointer into this function's frame. */
__attribute__((noinline, unused)) static char *results_dir_read(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct store_err err;
	char *text = NULL;
	size_t size;

	if (file_read(path, &text, &size, &err) != 0) {
		text = NULL;
	}
	free(path);
	return text;
}

static inline void results_dir_replace(const char *dir, const char *name, const char *text,
				       size_t size)
{
	char *path = file_join(dir, name);
	FILE *file = fopen(path, "wb");
	bool is_written;

	assert(file != NULL);
	is_written = fwrite(text, 1, size, file) == size;
	is_written = fclose(file) == 0 && is_written;
	assert(is_written);
	free(path);
}

/* Changes the first @from of a file to @to, as an editor would. */
static inline void results_dir_edit(const char *dir, const char *name, const char *from,
				    const char *to)
{
	char *text = results_dir_read(dir, name);
	char *at = strstr(text, from);
	char *edited;
	int size;

	assert(at != NULL);
	size = asprintf(&edited, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	assert(size >= 0);
	results_dir_replace(dir, name, edited, (size_t)size);
	free(edited);
	free(text);
}

#endif
