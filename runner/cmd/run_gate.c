/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_gate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_report.h"
#include "cmd/gate_run.h"
#include "cmd/stops.h"
#include "gate/baseline.h"
#include "gate/suspects.h"
#include "session/again.h"

int run_gate_begin(const char *baselines, const char *filter, struct run_gate *out)
{
	struct figure_set all = { 0 };
	struct store_err err;

	*out = (struct run_gate){ .dir = gate_run_find_baselines("run", baselines),
				  .filter = filter };
	if (out->dir == NULL) {
		return RC_USAGE;
	}
	if (baseline_load(out->dir, NULL, 0, &all, &err) != 0) {
		find_run_say("run", err.text);
		return RC_USAGE;
	}
	figure_set_free(&all);
	return RC_OK;
}

/* The cells whose verdict is open: *n of them, marked in @again. */
static int find_suspects(const struct run_gate *gate, const struct run *run, bool *again, size_t *n)
{
	struct gate_rules rules = gate_rules_default;
	struct figure_set fresh = { 0 };
	struct figure_set base = { 0 };
	struct gate_result result = { 0 };
	struct store_err err_text;
	int err = figures_of_run(run, &fresh);

	if (err == 0) {
		err = baseline_load(gate->dir, &fresh, 0, &base, &err_text);
	}
	rules.can_confirm = true;
	if (err == 0) {
		err = gate_judge(&base, &fresh, &rules, &result);
	}
	*n = err == 0 ? suspects_mark(&result, run, true, again) : 0;
	gate_free(&result);
	figure_set_free(&base);
	figure_set_free(&fresh);
	return err;
}

static int measure_again(struct session *s, const bool *again)
{
	size_t from = s->plan->n_boots;
	int err = plan_again(s->plan, s->run, again);

	for (size_t i = from; err == 0 && i < s->plan->n_boots; i++) {
		err = session_measure_boot(s, &s->plan->boots[i], i + 1);
	}
	run_sort_cells(s->run);
	return err;
}

int run_gate_confirm(struct session *s, void *gate)
{
	bool *again;
	size_t n = 0;
	int err;

	if (stops_asked != 0) {
		return 0;
	}
	again = calloc(s->run->n_cells + 1, sizeof(*again));
	err = again == NULL ? -ENOMEM : find_suspects(gate, s->run, again, &n);
	if (err == 0 && n > 0) {
		err = measure_again(s, again);
	}
	free(again);
	return err;
}

int run_gate_show(const struct run_gate *gate, const struct run *run, const char *colour)
{
	struct gate_options o;

	gate_options_begin(&o);
	o.colour = colour;
	fputc('\n', stdout);
	return gate_run("run", run, gate->dir, gate->filter, &o);
}

void run_gate_free(struct run_gate *gate)
{
	free(gate->dir);
	*gate = (struct run_gate){ 0 };
}
