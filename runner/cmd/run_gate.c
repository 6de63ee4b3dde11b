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

/* What the run has now, against what the baselines have of it. */
static int judge(struct run_gate *gate, const struct run *run, const struct gate_rules *rules)
{
	struct store_err err_text;
	int err;

	gate_free(&gate->result);
	figure_set_free(&gate->base);
	figure_set_free(&gate->fresh);
	gate->result = (struct gate_result){ 0 };
	gate->base = (struct figure_set){ 0 };
	gate->fresh = (struct figure_set){ 0 };
	err = figures_of_run(run, &gate->fresh);
	if (err == 0) {
		err = baseline_load(gate->dir, &gate->fresh, 0, &gate->base, &err_text);
	}
	if (err == 0 && gate_filter("run", gate->filter, &gate->base) != RC_OK) {
		err = -ENOMEM; /* the expression was taken before */
	}
	return err == 0 ? gate_judge(&gate->base, &gate->fresh, rules, &gate->result) : err;
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

int run_gate_judge(struct session *s, void *arg)
{
	struct run_gate *gate = arg;
	struct gate_rules rules = gate_rules_default;
	bool *again = calloc(s->run->n_cells + 1, sizeof(*again));
	size_t n = 0;
	int err = again == NULL ? -ENOMEM : 0;

	/* Interrupted, there is nothing to wait for. */
	rules.can_confirm = stops_asked == 0;
	rules.old_is_baselines = true;
	if (err == 0) {
		err = judge(gate, s->run, &rules);
	}
	if (err == 0 && rules.can_confirm) {
		n = suspects_mark(&gate->result, s->run, true, again);
	}
	if (n > 0) {
		err = measure_again(s, again);
		rules = gate_rules_confirmed(&gate->result);
		err = err == 0 ? judge(gate, s->run, &rules) : err;
	}
	free(again);
	return err;
}

int run_gate_show(const struct run_gate *gate, const struct run *run, const char *colour)
{
	const struct verdict_context context = {
		.new_run = run,
		.old_name = gate->dir,
		.new_name = run->id,
	};
	struct gate_options o;
	int rc;

	gate_options_begin(&o);
	o.colour = colour;
	fputc('\n', stdout);
	rc = gate_report_result("run", &gate->result, &context, &o);
	fflush(stdout);
	gate_run_say_absent("run", gate->dir, &gate->fresh);
	return rc;
}

void run_gate_free(struct run_gate *gate)
{
	gate_free(&gate->result);
	figure_set_free(&gate->base);
	figure_set_free(&gate->fresh);
	free(gate->dir);
	*gate = (struct run_gate){ 0 };
}
