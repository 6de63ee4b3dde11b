/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/inputs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "config/hint.h"

#define DEFAULT_SUITE "default"

char *inputs_path(const char *root, const char *below)
{
	char *path;

	if (strcmp(root, ".") == 0) {
		return strdup(below);
	}
	return asprintf(&path, "%s/%s", root, below) < 0 ? NULL : path;
}

static int say_no_memory(void)
{
	fprintf(stderr, "trapline: out of memory\n");
	return RC_INCOMPLETE;
}

/* Prints and frees what was collected; the exit code that @err asks for. */
static int end_diag(struct diag *d, int err)
{
	diag_print(d, stderr);
	diag_free(d);
	if (err == -ENOMEM) {
		return say_no_memory();
	}
	return err == 0 ? RC_OK : RC_USAGE;
}

int inputs_load_catalog(struct inputs *in)
{
	struct diag d = { 0 };

	*in = (struct inputs){ .root = root_find() };
	if (in->root == NULL) {
		return RC_USAGE;
	}
	return end_diag(&d, catalog_load(in->root, &in->cat, &d));
}

static bool is_file_name(const char *suite)
{
	size_t len = strlen(suite);

	return strchr(suite, '/') != NULL || (len > 5 && strcmp(suite + len - 5, ".yaml") == 0);
}

static void say_no_suite(const struct str_list *suites, const char *suite)
{
	struct hint hint;

	hint_begin(&hint, suite);
	for (size_t i = 0; i < suites->n; i++) {
		hint_offer(&hint, suites->items[i]);
	}
	say_wrong(NULL, "no suite '%s' (%s; or give a file, NAME.yaml)", suite,
		  hint_finish(&hint, "have"));
}

char *inputs_suite_path(const struct inputs *in, const char *suite)
{
	char below[256];
	char *path;

	suite = suite != NULL ? suite : DEFAULT_SUITE;
	if (is_file_name(suite)) {
		path = strdup(suite);
	} else {
		bool is_known = false;

		for (size_t i = 0; i < in->cat->suites.n; i++) {
			is_known = is_known || strcmp(in->cat->suites.items[i], suite) == 0;
		}
		if (!is_known) {
			say_no_suite(&in->cat->suites, suite);
			return NULL;
		}
		snprintf(below, sizeof(below), "microbench/suites/%s.yaml", suite);
		path = inputs_path(in->root, below);
	}
	if (path == NULL) {
		say_no_memory();
	}
	return path;
}

static bool has_board(const struct inputs *in, const char *name)
{
	for (size_t i = 0; i < in->n_boards; i++) {
		if (strcmp(in->boards[i]->name, name) == 0) {
			return true;
		}
	}
	return false;
}

static int load_boards_of(struct inputs *in, const struct suite_cells *cells, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; i < cells->n_boards && err != -ENOMEM; i++) {
		const char *name = cells->boards[i].board;

		struct board_cfg *board = NULL;
		int one = has_board(in, name) ? 0 : board_load(in->cat, name, &board, d);

		if (board != NULL) {
			in->boards[in->n_boards++] = board;
		}
		err = one != 0 ? one : err;
	}
	return err;
}

static int load_boards(struct inputs *in, struct diag *d)
{
	const struct suite_cells cells = suite_lists(in->suite);
	int err;

	in->n_boards = 0;
	in->boards = calloc(in->cat->boards.n + 1, sizeof(struct board_cfg *));
	if (in->boards == NULL) {
		return -ENOMEM;
	}
	err = load_boards_of(in, &cells, d);
	for (size_t i = 0; i < in->suite->n_include && err != -ENOMEM; i++) {
		int one = load_boards_of(in, &in->suite->include[i], d);

		err = one != 0 ? one : err;
	}
	return err;
}

int inputs_load_suite(struct inputs *in, const char *suite)
{
	char *path = inputs_suite_path(in, suite);
	struct diag d = { 0 };
	int err;

	if (path == NULL) {
		return RC_USAGE;
	}
	err = suite_load(in->cat, path, &in->suite, &d);
	free(path);
	if (err == 0) {
		err = load_boards(in, &d);
	}
	return end_diag(&d, err);
}

void inputs_free(struct inputs *in)
{
	for (size_t i = 0; i < in->n_boards; i++) {
		board_free(in->boards[i]);
	}
	free(in->boards);
	if (in->suite != NULL) {
		suite_free(in->suite);
	}
	if (in->cat != NULL) {
		catalog_free(in->cat);
	}
	free(in->root);
	*in = (struct inputs){ 0 };
}
