/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/bisect_suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/bisect_search.h"
#include "cmd/cmd.h"
#include "session/plan.h"
#include "store/file.h"

#define CELLS_SHOWN 8u

static int say_no_memory(void)
{
	fprintf(stderr, "trapline bisect: out of memory\n");
	return RC_INCOMPLETE;
}

static bool is_called(const struct cell *cell, const char *name)
{
	char *its = cell_name(cell);
	bool is = its != NULL && strcmp(its, name) == 0;

	free(its);
	return is;
}

static const struct cell *find_cell(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		if (is_called(&run->cells[i], name)) {
			return &run->cells[i];
		}
	}
	return NULL;
}

/* Of the same benchmark first: a name is long, and mostly it is its end that is wrong. */
static void say_unknown(const struct inputs *in, const struct run *run, const char *name)
{
	size_t benchmark = strcspn(name, " ");
	size_t n = 0;

	bisect_say("--cell: '", name, "' is no cell of the suite; it has, among others:");
	for (int same = 1; same >= 0; same--) {
		for (size_t i = 0; i < run->n_cells && n < CELLS_SHOWN; i++) {
			const struct cell_key *key = &run->cells[i].key;
			bool is_same = strlen(key->benchmark) == benchmark &&
				       strncmp(key->benchmark, name, benchmark) == 0;

			if (is_same == (same == 1)) {
				fprintf(stderr, "  %s %s/%s %s\n", key->benchmark, key->board,
					key->cpu, cell_variant(key).text);
				n++;
			}
		}
	}
	fprintf(stderr, "trapline list cells --suite %s shows all\n", in->suite->name);
}

/* All cells of the suite; NULL: no memory. */
static struct run *list_cells(const struct inputs *in)
{
	struct run *run = run_new();

	if (run != NULL && plan_cells(in->suite, NULL, run) != 0) {
		run_free(run);
		run = NULL;
	}
	return run;
}

int bisect_suite_check(const struct inputs *in, const char *name)
{
	struct run *run = list_cells(in);
	bool has;

	if (run == NULL) {
		return say_no_memory();
	}
	has = find_cell(run, name) != NULL;
	if (!has) {
		say_unknown(in, run, name);
	}
	run_free(run);
	return has ? RC_OK : RC_USAGE;
}

static void put_unusual(FILE *out, const char *key, const char *value, const char *usual)
{
	if (value != NULL && value[0] != '\0' && strcmp(value, usual) != 0) {
		fprintf(out, "%s: [\"%s\"]\n", key, value);
	}
}

static void put_suite(const struct suite_cfg *suite, const struct cell_key *key, FILE *out)
{
	fprintf(out,
		"summary: one cell\nclock: exact\nboards: [\"%s/%s\"]\nhal: [\"%s\"]\n"
		"benchmarks: [\"%s\"]\nsamples: %u\nwarmup: %u\ntimeout_s: %u\n",
		key->board, key->cpu, key->hal, key->benchmark, suite->samples, suite->warmup,
		suite->timeout_s);
	put_unusual(out, "toolchain", key->toolchain, CELL_TOOLCHAIN_DEFAULT);
	put_unusual(out, "switch", key->switch_policy, CELL_SWITCH_DEFAULT);
	put_unusual(out, "vectors", key->vectors, CELL_VECTORS_DEFAULT);
	put_unusual(out, "flags", key->flags, CELL_FLAGS_DEFAULT);
	fputs(suite->cold ? "cold: true\n" : "", out);
}

static int write_text(const char *dir, const char *text, size_t size)
{
	char *path = file_join(dir, "suite.yaml");
	struct store_err err;
	int rc = RC_OK;

	if (path == NULL) {
		return say_no_memory();
	}
	if (file_write(path, text, size, &err) != 0) {
		bisect_say("", err.text, "");
		rc = RC_INCOMPLETE;
	}
	free(path);
	return rc;
}

int bisect_suite_write(const struct inputs *in, const char *name, const char *dir)
{
	struct run *run = list_cells(in);
	const struct cell *cell = run != NULL ? find_cell(run, name) : NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = cell != NULL ? open_memstream(&text, &size) : NULL;
	int rc;

	if (out == NULL) {
		run_free(run);
		return say_no_memory();
	}
	put_suite(in->suite, &cell->key, out);
	rc = file_finish(out, &text) == 0 ? write_text(dir, text, size) : say_no_memory();
	free(text);
	run_free(run);
	return rc;
}
