/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/say.h"
#include "report/missing.h"
#include "report/wrap.h"
#include "session/advice.h"

static void say_incomplete(const char *name, const struct run *run)
{
	const struct {
		size_t n;
		const char *what;
	} counts[] = {
		{ run_count(run, CELL_MISSING), "missing" },
		{ run_count(run, CELL_SPOILED), "not to be trusted" },
	};
	const char *between = "";

	fprintf(stderr, "trapline %s: incomplete: ", name);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		if (counts[i].n > 0) {
			fprintf(stderr, "%s%zu of %zu cell%s %s %s", between, counts[i].n,
				run->n_cells, run->n_cells == 1 ? "" : "s",
				counts[i].n == 1 ? "is" : "are", counts[i].what);
			between = ", ";
		}
	}
	fputc('\n', stderr);
}

/* What the compiler said was told when it said it. */
static int reason_len(const struct cell *cell)
{
	static const char build[] = "its image does not build: ";
	const char *more = strncmp(cell->error, build, sizeof(build) - 1) == 0
				   ? strstr(cell->error, " (")
				   : NULL;

	return more != NULL ? (int)(more - cell->error) : (int)strlen(cell->error);
}

static void say_cause(const char *name, const struct cell *cell, const char *dir, size_t n_more)
{
	const struct cell_key *key = &cell->key;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return;
	}
	fprintf(out, "%s %s/%s %s: %.*s", key->benchmark, key->board, key->cpu,
		cell_variant(key).text, reason_len(cell), cell->error);
	if (cell->log != NULL) {
		fprintf(out, "; log: %s/%s", dir, cell->log);
	}
	if (n_more > 0) {
		fprintf(out, "; and %zu cell%s more", n_more, n_more == 1 ? "" : "s");
	}
	if (fclose(out) == 0) {
		say(name, text);
	}
	free(text);
}

void run_say_missing(const char *name, const struct run *run, const char *dir)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];
		size_t n_more;

		if (!missing_is_first(run, i)) {
			continue;
		}
		n_more = missing_count_cause(run, i) - 1;
		say_cause(name, cell, dir, n_more);
	}
	say_incomplete(name, run);
}

void run_say_checks(const char *name, const struct run *run)
{
	for (size_t i = 0; i < run->n_checks; i++) {
		const struct run_check *check = &run->checks[i];

		if (!check->ok) {
			fprintf(stderr,
				"trapline %s: self-check %s failed on %s: %s (figures that it "
				"spoils: %s)\n",
				name, check->check, check->boot, check->why, check->spoils);
		}
	}
}

void run_say_advice(const char *name, const struct run *run)
{
	struct advice advice[ADVICE_MAX];
	size_t n = advice_find(run, advice);

	for (size_t i = 0; i < n; i++) {
		fprintf(stderr, "trapline %s: ", name);
		wrap_put_harmless(advice[i].text, strlen(advice[i].text), stderr);
		fputc('\n', stderr);
	}
}

void run_say_pmu(const char *cmd, const struct run *run)
{
	static const char none[] = "none: ";
	const char *pmu = run_env_text(run, "host.pmu");

	if (strncmp(pmu, none, sizeof(none) - 1) == 0) {
		fprintf(stderr, "trapline %s: what QEMU executes on the host is not counted: %s\n",
			cmd, pmu + sizeof(none) - 1);
	}
}
