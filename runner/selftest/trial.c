/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/trial.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two-sided 95 % of the normal distribution. */
#define NORMAL_95 1.959964

struct trial {
	const struct trial_source *source;
	const struct trial_plan *plan;
	struct random random;
	struct figure_set sets[N_TRIAL_SIDES];
	bool *is_slow; /* of each cell */
};

static void free_trial(struct trial *t)
{
	for (size_t side = 0; side < N_TRIAL_SIDES; side++) {
		figure_set_free(&t->sets[side]);
	}
	free(t->is_slow);
}

/* As a key of a clock with noise; what it says beside is no matter, and both sides say it. */
static int name_cell(struct figures *one, size_t index)
{
	char benchmark[] = "cell/0000";
	char any[] = "any";
	char clock[] = "cntvct";
	const struct cell_key key = { .benchmark = benchmark,
				      .host = any,
				      .board = any,
				      .cpu = any,
				      .toolchain = any,
				      .flags = any,
				      .hal = any,
				      .switch_policy = any,
				      .vectors = any,
				      .clock = clock };

	snprintf(benchmark, sizeof(benchmark), "cell/%04u", (unsigned)index % 10000);
	one->qemu = strdup("");
	one->unit = strdup("ticks");
	return one->qemu != NULL && one->unit != NULL ? cell_key_copy(&key, &one->key) : -ENOMEM;
}

/* Cells with room for all their boots and without any yet. */
static int make_set(const struct trial *t, const char *name, struct figure_set *set)
{
	size_t boots_max = 2 * t->plan->n_boots;

	set->items = calloc(t->source->n_cells, sizeof(*set->items));
	set->name = strdup(name);
	if (set->items == NULL || set->name == NULL) {
		return -ENOMEM;
	}
	set->n = t->source->n_cells;
	for (size_t i = 0; i < set->n; i++) {
		struct figures *one = &set->items[i];

		one->status = CELL_OK;
		one->batch = 1;
		one->boots = calloc(boots_max, sizeof(*one->boots));
		if (one->boots == NULL || name_cell(one, i) != 0) {
			return -ENOMEM;
		}
	}
	return 0;
}

static void slow_down(struct boot_figure *boot, double slowdown)
{
	boot->median *= 1 + slowdown;
	boot->p99 *= 1 + slowdown;
	boot->p99_low *= 1 + slowdown;
	boot->p99_high *= 1 + slowdown;
}

/* As many boots of both sides of a cell as the plan says, behind those that it has. */
static void add_boots(struct trial *t, size_t cell)
{
	for (size_t side = 0; side < N_TRIAL_SIDES; side++) {
		struct figures *one = &t->sets[side].items[cell];

		for (size_t k = 0; k < t->plan->n_boots; k++) {
			struct boot_figure *boot = &one->boots[one->n_boots];

			t->source->draw(t->source->arg, &t->random, cell, (enum trial_side)side,
					one->n_boots, boot);
			if (side == TRIAL_NEW && t->is_slow[cell]) {
				slow_down(boot, t->plan->slowdown);
			}
			one->n_boots++;
			one->n += boot->n;
		}
	}
}

static void begin_run(struct trial *t, size_t run)
{
	size_t n = t->source->n_cells;

	t->source->begin(t->source->arg, &t->random);
	for (size_t i = 0; i < n; i++) {
		t->is_slow[i] = (i + n - run % n) % n < t->plan->n_slow;
		for (size_t side = 0; side < N_TRIAL_SIDES; side++) {
			t->sets[side].items[i].n_boots = 0;
			t->sets[side].items[i].n = 0;
		}
		add_boots(t, i);
	}
}

/* The floors hide a test that is wrong: without them it shows. */
static bool is_by_test(const struct gate_row *row, const struct gate_rules *rules)
{
	const struct gate_test *test = &row->tests[METRIC_MEDIAN];

	return test->is_made && test->q_worse <= rules->fdr;
}

void trial_count_run(struct trial_count *count, const struct gate_result *result,
		     const bool *is_slow)
{
	size_t n_alarms = 0;
	size_t n_false = 0;
	size_t n_better = 0;
	size_t n_by_test = 0;

	for (size_t i = 0; i < result->n; i++) {
		bool is_worse = result->rows[i].verdict == VERDICT_REGRESSED;
		bool is_better = result->rows[i].verdict == VERDICT_IMPROVED;

		n_alarms += is_worse;
		if (is_slow[i]) {
			count->n_slow++;
			count->slow_worse += is_worse;
			count->slow_unchanged += result->rows[i].verdict == VERDICT_UNCHANGED;
			continue;
		}
		count->n_same++;
		n_false += is_worse;
		n_better += is_better;
		n_by_test += is_by_test(&result->rows[i], &result->rules);
	}
	count->n_runs++;
	count->same_worse += n_false;
	count->same_better += n_better;
	count->runs_worse += n_false > 0;
	count->runs_by_test += n_by_test > 0;
	count->runs_false += n_false + n_better > 0;
	count->false_share += n_alarms > 0 ? (double)n_false / (double)n_alarms : 0;
}

static int judge(struct trial *t, const struct gate_rules *rules, struct gate_result *result)
{
	return gate_judge(&t->sets[TRIAL_OLD], &t->sets[TRIAL_NEW], rules, result);
}

static void count_told(const struct trial *t, const struct gate_result *result,
		       struct trial_result *out)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];

		if (row->verdict == VERDICT_REGRESSED || row->verdict == VERDICT_IMPROVED) {
			out->n_told++;
			out->n_unconfirmed += row->n_new <= t->plan->n_boots;
		}
	}
}

/* What a caller of the gate does with suspects. The rows are in the order of the cells. */
static int confirm(struct trial *t, struct trial_result *out)
{
	struct gate_rules rules = t->plan->rules;
	struct gate_result result;
	size_t n_suspects = 0;
	int err;

	rules.can_confirm = true;
	err = judge(t, &rules, &result);
	if (err != 0) {
		return err;
	}
	for (size_t i = 0; i < result.n; i++) {
		if (result.rows[i].is_suspect) {
			add_boots(t, i);
			n_suspects++;
		}
	}
	if (n_suspects > 0) {
		rules = gate_rules_confirmed(&result);
		gate_free(&result);
		err = judge(t, &rules, &result);
		if (err != 0) {
			return err;
		}
	}
	out->n_suspects += n_suspects;
	trial_count_run(&out->confirmed, &result, t->is_slow);
	count_told(t, &result, out);
	gate_free(&result);
	return 0;
}

static int run_once(struct trial *t, struct trial_result *out)
{
	struct gate_rules rules = t->plan->rules;
	struct gate_result result;
	int err;

	rules.can_confirm = false;
	err = judge(t, &rules, &result);
	if (err != 0) {
		return err;
	}
	trial_count_run(&out->once, &result, t->is_slow);
	gate_free(&result);
	return t->plan->can_confirm ? confirm(t, out) : 0;
}

int trial_run(const struct trial_source *source, const struct trial_plan *plan,
	      void (*tick)(void *arg, size_t n_done), void *tick_arg, struct trial_result *out)
{
	struct trial t = { .source = source, .plan = plan, .random = { .state = plan->seed } };
	struct trial_result result = { 0 };
	int err = 0;

	t.is_slow = calloc(source->n_cells, sizeof(*t.is_slow));
	if (t.is_slow == NULL || make_set(&t, "old", &t.sets[TRIAL_OLD]) != 0 ||
	    make_set(&t, "new", &t.sets[TRIAL_NEW]) != 0) {
		err = -ENOMEM;
	}
	for (size_t run = 0; run < plan->n_runs && err == 0; run++) {
		begin_run(&t, run);
		err = run_once(&t, &result);
		if (tick != NULL) {
			tick(tick_arg, run + 1);
		}
	}
	free_trial(&t);
	if (err == 0) {
		*out = result;
	}
	return err;
}

struct trial_rate trial_rate(size_t k, size_t n)
{
	double share = (double)k / (double)n;
	double z2 = NORMAL_95 * NORMAL_95 / (double)n;
	double middle = (share + z2 / 2) / (1 + z2);
	double half = sqrt(share * (1 - share) * z2 + z2 * z2 / 4) / (1 + z2);

	if (n == 0) {
		return (struct trial_rate){ NAN, NAN, NAN };
	}
	return (struct trial_rate){ 100 * share, 100 * fmax(0, middle - half),
				    100 * fmin(1, middle + half) };
}
