/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/gate_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_report.h"
#include "cmd/inputs.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "gate/baseline.h"

static int say_no_memory(const char *name)
{
	fprintf(stderr, "trapline %s: out of memory\n", name);
	return RC_INCOMPLETE;
}

char *gate_run_find_baselines(const char *name, const char *given)
{
	char *root = given == NULL ? root_find() : NULL;
	char *dir;

	if (given == NULL && root == NULL) {
		return NULL; /* root_find() has said why */
	}
	dir = given != NULL ? strdup(given) : inputs_path(root, "results/baselines");
	free(root);
	if (dir == NULL) {
		say_no_memory(name);
	}
	return dir;
}

static int check_mode(const char *name, const struct run *run)
{
	if (!run->cold && !run->load) {
		return RC_OK;
	}
	return say_wrong(name,
			 "the run was measured %s: baselines are of runs that are warm and without "
			 "load (trapline compare holds two runs of one kind against each other)",
			 run_mode(run));
}

/* Names of files that have been told of. */
struct told {
	char **names;
	size_t n;
};

/* False: it is there already, or there is no memory; a hint is not worth more. */
static bool add_told(struct told *told, const struct figures *one)
{
	char *name = baseline_name(&one->key, one->qemu);
	char **names;

	for (size_t i = 0; name != NULL && i < told->n; i++) {
		if (strcmp(told->names[i], name) == 0) {
			free(name);
			return false;
		}
	}
	names = name != NULL ? reallocarray(told->names, told->n + 1, sizeof(*names)) : NULL;
	if (names == NULL) {
		free(name);
		return false;
	}
	told->names = names;
	names[told->n++] = name;
	return true;
}

void gate_run_say_absent(const char *name, const char *dir, const struct figure_set *set)
{
	struct told told = { 0 };

	if (access(dir, F_OK) != 0) {
		say_wrong(
			name,
			"%s: there is no such folder, so nothing has a baseline (trapline baseline "
			"accept --baselines %s makes it)",
			dir, dir);
		return;
	}
	for (size_t i = 0; i < set->n; i++) {
		const struct figures *one = &set->items[i];
		char *text = one->status == CELL_OK && add_told(&told, one)
				     ? baseline_explain_absence(dir, one)
				     : NULL;

		if (text != NULL && text[0] != '\0') {
			say(name, text);
		}
		free(text);
	}
	for (size_t i = 0; i < told.n; i++) {
		free(told.names[i]);
	}
	free(told.names);
}

static int judge(const char *name, const struct run *run, const char *dir,
		 const struct figure_set *fresh, const struct figure_set *base,
		 const struct gate_options *o)
{
	const struct verdict_context context = {
		.new_run = run,
		.old_name = dir,
		.new_name = run->id,
	};
	int rc = gate_report(name, base, fresh, &context, o);

	if (rc != RC_USAGE && o->rules.across == 0) {
		fflush(stdout);
		gate_run_say_absent(name, dir, fresh);
	}
	return rc;
}

static int load_and_judge(const char *name, const struct run *run, const char *dir,
			  const char *filter, struct figure_set *fresh,
			  const struct gate_options *o)
{
	struct figure_set base = { 0 };
	struct store_err err;
	int rc = gate_filter(name, filter, fresh);

	if (rc != RC_OK) {
		return rc;
	}
	if (fresh->n == 0) {
		fprintf(stderr, "trapline %s: --filter: matches no cell of %s\n", name, run->id);
		return RC_USAGE;
	}
	if (baseline_load(dir, fresh, o->rules.across, &base, &err) != 0) {
		find_run_say(name, err.text);
		return RC_USAGE;
	}
	rc = gate_filter(name, filter, &base);
	if (rc == RC_OK) {
		rc = judge(name, run, dir, fresh, &base, o);
	}
	figure_set_free(&base);
	return rc;
}

int gate_run(const char *name, const struct run *run, const char *baselines, const char *filter,
	     const struct gate_options *o)
{
	struct figure_set fresh = { 0 };
	int rc = check_mode(name, run);

	if (rc != RC_OK) {
		return rc;
	}
	if (figures_of_run(run, &fresh) != 0) {
		return say_no_memory(name);
	}
	rc = load_and_judge(name, run, baselines, filter, &fresh, o);
	figure_set_free(&fresh);
	return rc;
}
