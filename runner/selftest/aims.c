/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/aims.h"

#include <string.h>

/* Comparisons with a slowdown are as many as this share of those without. */
#define SLOW_RUNS(n) (((n) + 9) / 10)

static const double slowdowns[] = { 0.01, 0.03, 0.10 };

#define N_SLOWDOWNS (sizeof(slowdowns) / sizeof(slowdowns[0]))
_Static_assert(AIMS_SLOW == 2 * N_SLOWDOWNS, "each for one cell and for a few");

struct teller {
	void (*tick)(void *arg, const char *what, unsigned percent);
	void *arg;
	char what[64];
	size_t n_before;
	size_t n_all;
};

static void tell(void *arg, size_t n_done)
{
	struct teller *t = arg;

	if (t->tick != NULL) {
		t->tick(t->arg, t->what, (unsigned)(100 * (t->n_before + n_done) / t->n_all));
	}
}

static int measure_slow(const struct trial_source *source, const struct trial_plan *same, size_t i,
			struct teller *teller, struct aims_slow *out)
{
	size_t few = source->n_cells >= 20 ? source->n_cells / 10 : 2;
	struct trial_plan plan = *same;

	plan.n_runs = SLOW_RUNS(same->n_runs);
	plan.slowdown = slowdowns[i % N_SLOWDOWNS];
	plan.n_slow = i < N_SLOWDOWNS ? 1 : few;
	/* Other boots than those of the comparisons before. */
	plan.seed = same->seed + i + 1;
	out->slowdown = plan.slowdown;
	out->n_slow = plan.n_slow;
	snprintf(teller->what, sizeof(teller->what), "+%.0f %% in %zu of %zu cells",
		 100 * plan.slowdown, plan.n_slow, source->n_cells);
	return trial_run(source, &plan, tell, teller, &out->result);
}

int aims_measure(const struct trial_source *source, const struct trial_plan *plan,
		 void (*tick)(void *arg, const char *what, unsigned percent), void *tick_arg,
		 struct aims *out)
{
	struct aims aims = { .plan = *plan, .n_cells = source->n_cells };
	struct teller teller = { .tick = tick,
				 .arg = tick_arg,
				 .what = "no change",
				 .n_all = plan->n_runs + AIMS_SLOW * SLOW_RUNS(plan->n_runs) };
	int err;

	aims.plan.n_slow = 0;
	err = trial_run(source, &aims.plan, tell, &teller, &aims.same);
	teller.n_before = plan->n_runs;
	for (size_t i = 0; i < AIMS_SLOW && err == 0; i++) {
		err = measure_slow(source, plan, i, &teller, &aims.slow[i]);
		teller.n_before += SLOW_RUNS(plan->n_runs);
	}
	if (err == 0) {
		*out = aims;
	}
	return err;
}

struct text {
	char s[48];
};

/* "0.35 % (0.21..0.58)" */
static struct text rate_text(size_t k, size_t n)
{
	struct trial_rate rate = trial_rate(k, n);
	struct text text;

	if (n == 0) {
		snprintf(text.s, sizeof(text.s), "-");
	} else if (rate.high < 10) {
		snprintf(text.s, sizeof(text.s), "%.2f %% (%.2f..%.2f)", rate.percent, rate.low,
			 rate.high);
	} else {
		snprintf(text.s, sizeof(text.s), "%.1f %% (%.1f..%.1f)", rate.percent, rate.low,
			 rate.high);
	}
	return text;
}

/* One line: a share judged on the first boots alone, the same with the re-run, and what is aimed at. */
static void print_row(FILE *out, const char *label, struct text once, struct text then,
		      struct text aim)
{
	fprintf(out, "%-33s%-22s%s%*s%s\n", label, once.s, then.s,
		aim.s[0] != '\0' ? 22 - (int)strlen(then.s) : 0, "", aim.s);
}

/* What the aims are about: the gate as its callers use it. */
static const struct trial_count *held_count(const struct aims *a, const struct trial_result *result)
{
	return a->plan.can_confirm ? &result->confirmed : &result->once;
}

static struct text judge_aim(const char *words, double aim, bool is_met, size_t *n_missed)
{
	struct text text;

	snprintf(text.s, sizeof(text.s), "%s %.3g %%: %s", words, aim, is_met ? "met" : "MISSED");
	*n_missed += !is_met;
	return text;
}

static const struct text no_text;

static size_t print_same(const struct aims *a, bool must_find, FILE *out)
{
	const struct trial_count *once = &a->same.once;
	const struct trial_count *then = &a->same.confirmed;
	const struct trial_count *held = held_count(a, &a->same);
	struct text by_test = no_text;
	size_t n_missed = 0;

	print_row(
		out, "  cells told to be regressed", rate_text(once->same_worse, once->n_same),
		rate_text(then->same_worse, then->n_same),
		judge_aim("at most", AIM_FALSE_CELLS,
			  100 * (double)held->same_worse <= AIM_FALSE_CELLS * (double)held->n_same,
			  &n_missed));
	/* Without a change every alarm is false, so this is the false discovery rate too. */
	print_row(
		out, "  comparisons with such a cell", rate_text(once->runs_worse, once->n_runs),
		rate_text(then->runs_worse, then->n_runs),
		judge_aim("at most", AIM_FALSE_SHARE,
			  100 * (double)held->runs_worse <= AIM_FALSE_SHARE * (double)held->n_runs,
			  &n_missed));
	/* It makes use of all of that share, so it is chance by how much one seed is above it. */
	if (must_find) {
		by_test = judge_aim("at most", AIM_FALSE_SHARE,
				    trial_rate(once->runs_by_test, once->n_runs).low <=
					    AIM_FALSE_SHARE,
				    &n_missed);
	}
	print_row(out, "  by the test without floors", rate_text(once->runs_by_test, once->n_runs),
		  (struct text){ "-" }, by_test);
	print_row(out, "  cells told to be improved", rate_text(once->same_better, once->n_same),
		  rate_text(then->same_better, then->n_same), no_text);
	return n_missed;
}

static struct text share_text(const struct trial_count *count)
{
	struct text text = { "-" };

	if (count->n_runs > 0) {
		snprintf(text.s, sizeof(text.s), "%.2f %%",
			 100 * count->false_share / (double)count->n_runs);
	}
	return text;
}

static size_t print_slow(const struct aims *a, const struct aims_slow *slow, bool must_find,
			 FILE *out)
{
	const struct trial_count *once = &slow->result.once;
	const struct trial_count *then = &slow->result.confirmed;
	const struct trial_count *held = held_count(a, &slow->result);
	struct text found = no_text;
	struct text overlooked = no_text;
	size_t n_missed = 0;

	/* Less is below the effect that the gate is to count. */
	if (must_find && slow->slowdown >= AIM_SLOWDOWN) {
		found = judge_aim("at least", AIM_FOUND,
				  100 * (double)held->slow_worse >=
					  AIM_FOUND * (double)held->n_slow,
				  &n_missed);
	}
	/* Who says unchanged says that this would have been seen. */
	if (must_find && slow->slowdown >= a->plan.rules.sees) {
		overlooked = judge_aim("at most", AIM_OVERLOOKED,
				       100 * (double)held->slow_unchanged <=
					       AIM_OVERLOOKED * (double)held->n_slow,
				       &n_missed);
	}
	fprintf(out, "%zu of %zu cells slower by %.0f %%, %zu comparisons\n", slow->n_slow,
		a->n_cells, 100 * slow->slowdown, once->n_runs);
	print_row(out, "  of them told to be regressed", rate_text(once->slow_worse, once->n_slow),
		  rate_text(then->slow_worse, then->n_slow), found);
	print_row(out, "  of them told to be unchanged",
		  rate_text(once->slow_unchanged, once->n_slow),
		  rate_text(then->slow_unchanged, then->n_slow), overlooked);
	print_row(out, "  false of all told regressed", share_text(once), share_text(then),
		  judge_aim("at most", AIM_FALSE_SHARE,
			    100 * held->false_share <= AIM_FALSE_SHARE * (double)held->n_runs,
			    &n_missed));
	return n_missed;
}

/* All that was told, with and without a change. */
static size_t print_unconfirmed(const struct aims *a, FILE *out)
{
	size_t n_told = a->same.n_told;
	size_t n_unconfirmed = a->same.n_unconfirmed;
	size_t n_missed = 0;

	if (!a->plan.can_confirm) {
		return 0;
	}
	for (size_t i = 0; i < AIMS_SLOW; i++) {
		n_told += a->slow[i].result.n_told;
		n_unconfirmed += a->slow[i].result.n_unconfirmed;
	}
	fputs("all cells told to be regressed or improved\n", out);
	print_row(out, "  and not measured again", (struct text){ "-" },
		  rate_text(n_unconfirmed, n_told),
		  judge_aim("at most", 0, n_unconfirmed == 0, &n_missed));
	return n_missed;
}

size_t aims_print(const struct aims *aims, bool must_find, FILE *out)
{
	size_t n_missed;

	fprintf(out, "%zu comparisons of %zu cells, %zu boots a side; share, 95 %% interval\n\n",
		aims->plan.n_runs, aims->n_cells, aims->plan.n_boots);
	print_row(out, "no change", (struct text){ "judged at once" },
		  (struct text){ "after the re-run" }, (struct text){ "aim" });
	n_missed = print_same(aims, must_find, out);
	for (size_t i = 0; i < AIMS_SLOW; i++) {
		n_missed += print_slow(aims, &aims->slow[i], must_find, out);
	}
	return n_missed + print_unconfirmed(aims, out);
}
