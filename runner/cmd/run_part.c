/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/say.h"
#include "store/file.h"

int run_part_take(const struct run_options *o, const struct suite_cfg *suite, struct run *run,
		  struct part_plan *plan)
{
	const struct part_settings settings = {
		.suite = suite->name,
		.samples = o->samples != 0 ? o->samples : suite->samples,
		.warmup = suite->warmup,
		.boots = o->boots != 0 ? o->boots : suite->boots,
		.layouts = o->layouts,
		.cold = run->cold,
		.load = run->load,
	};
	int err;

	if (o->part.of == 0) {
		return RC_OK;
	}
	if (o->with_gate) {
		return say_wrong("shard",
				 "--gate: a part has not every cell of the baselines (gate the "
				 "whole: trapline merge, then trapline gate)");
	}
	err = part_take(run, &settings, &o->part, plan);
	if (err == -ERANGE) {
		return say_wrong(
			"shard",
			"%u/%u: what is asked for has %zu unit%s, all boots of one image on "
			"one board and CPU, and a part has one at least (at most %zu parts)",
			o->part.index, o->part.of, plan->n_units, plan->n_units == 1 ? "" : "s",
			plan->n_units);
	}
	if (err != 0) {
		fprintf(stderr, "trapline shard: out of memory\n");
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

int run_part_write(const struct part_plan *plan, const char *dir)
{
	struct store_err err = { "" };
	char *path = plan->list != NULL ? file_join(dir, PART_LIST) : NULL;
	int error = 0;

	if (path != NULL) {
		unlink(path); /* of the run that is gone on with: it was of the same plan */
		error = file_write(path, plan->list, plan->size, &err);
	}
	if (plan->list != NULL && path == NULL) {
		error = store_fail(&err, ENOMEM, "%s: out of memory", dir);
	}
	free(path);
	if (error != 0) {
		fprintf(stderr, "trapline shard: %s\n", err.text);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}
