/* SPDX-License-Identifier: Apache-2.0 */
/* The part boots of trapline selftest: many boots of the same image, dealt to two sides; and two images. */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/pair_job.h"
#include "cmd/selftest_parts.h"
#include "cmd/stops.h"
#include "selftest/aims.h"
#include "selftest/pool.h"

/* Instructions more at each exit. They are NOPs, for which QEMU makes next to no code: so many cost it about
 * half a microsecond, which is a third of a trap. */
#define INJECT 50000u

struct boots {
	struct selftest *t;
	struct inputs in;
	struct run_job measured;
	struct pool pool;
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline selftest: out of memory\n");
	return RC_INCOMPLETE;
}

static size_t pool_size(const struct selftest_options *o)
{
	return o->pool != 0 ? o->pool : 4 * (size_t)o->boots;
}

static int load(struct boots *b)
{
	const struct selftest_options *o = &b->t->opt;
	int rc = inputs_load_catalog(&b->in);

	if (pool_size(o) < 4 * (size_t)o->boots) {
		fprintf(stderr,
			"trapline selftest: --pool: %u boots cannot be dealt to two sides of %u "
			"and "
			"their second look (at least %u)\n",
			o->pool, o->boots, 4 * o->boots);
		return RC_USAGE;
	}
	if (rc == RC_OK) {
		rc = inputs_load_suite(&b->in, o->suite != NULL ? o->suite : "noisy");
	}
	if (rc == RC_OK && b->in.suite->clock == CLOCK_EXACT) {
		fprintf(stderr,
			"trapline selftest: boots: %s has 'clock: exact', on which boots do not "
			"differ (choose a suite with 'clock: cntvct', as --suite noisy)\n",
			b->in.suite->path);
		rc = RC_USAGE;
	}
	return rc;
}

static int list_cells(const struct boots *b, struct run_job *job)
{
	const char *text = b->t->opt.filter;
	regex_t filter;
	int rc;

	if (text == NULL) {
		return run_job_list_cells(job, NULL);
	}
	if (regcomp(&filter, text, REG_EXTENDED | REG_NOSUB) != 0) {
		return say_no_memory();
	}
	rc = run_job_list_cells(job, &filter);
	regfree(&filter);
	if (rc == RC_OK && job->run->n_cells == 0) {
		fprintf(stderr, "trapline selftest: --filter: '%s' matches no cell of %s\n", text,
			b->in.suite->path);
		rc = RC_USAGE;
	}
	return rc;
}

/* Planned, named and opened, with all its images @inject instructions longer. */
static int prepare(struct boots *b, struct run_job *job, const char *suffix, unsigned boots,
		   unsigned inject)
{
	int rc;

	job->name = "selftest";
	job->root = b->in.root;
	job->suite = b->in.suite;
	job->boards = b->in.boards;
	job->n_boards = b->in.n_boards;
	rc = list_cells(b, job);
	if (rc == RC_OK) {
		rc = run_job_plan(job, boots, 0);
	}
	for (size_t i = 0; rc == RC_OK && i < job->plan->n_images; i++) {
		if (image_set_inject(&job->plan->images[i], job->root, inject) != 0) {
			rc = say_no_memory();
		}
	}
	if (rc == RC_OK) {
		rc = run_job_name(job, suffix, "trapline selftest boots");
	}
	return rc == RC_OK ? run_job_open(job, b->t->scratch, b->in.root) : rc;
}

static int check_all(const struct run_job *job)
{
	size_t n = run_n_failed(job->run);

	if (stops_asked != 0) {
		fprintf(stderr, "trapline selftest: interrupted\n");
		return RC_INCOMPLETE;
	}
	if (n > 0) {
		fprintf(stderr, "trapline selftest: boots: %zu cells have no result (%s)\n", n,
			job->final_dir);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int measure_pool(struct boots *b)
{
	struct run_job *job = &b->measured;
	size_t n_boots = pool_size(&b->t->opt);
	struct figure_set set = { 0 };
	int err;
	int rc;

	job->progress = &b->t->progress;
	rc = prepare(b, job, "-selftest", (unsigned)n_boots, 0);
	if (rc == RC_OK) {
		rc = run_job_measure(job, 0, b->t->opt.with_make);
	}
	if (rc == RC_OK) {
		rc = run_job_store(job);
	}
	if (rc == RC_OK) {
		rc = check_all(job);
	}
	if (rc != RC_OK) {
		return rc;
	}
	err = figures_of_run(job->run, &set);
	if (err == 0) {
		err = pool_take(&set, n_boots, &b->pool);
	}
	figure_set_free(&set);
	if (err == -EINVAL) {
		fprintf(stderr, "trapline selftest: boots: no cell applies (choose others with "
				"--suite or --filter)\n");
		return RC_USAGE;
	}
	return err == 0 ? RC_OK : say_no_memory();
}

static void print_apart(const struct trial_result *apart, FILE *out)
{
	struct trial_rate rate = trial_rate(apart->once.same_worse, apart->once.n_same);

	fprintf(out,
		"\nOne side after the other, as two runs, judged at once: %.2f %% (%.2f..%.2f) of "
		"the cells "
		"told\nto be regressed. What is found depends on how boots differ here, so no aim "
		"is "
		"set for it.\n",
		rate.percent, rate.low, rate.high);
}

static int deal(struct boots *b)
{
	const struct selftest_options *o = &b->t->opt;
	struct trial_plan plan = { .n_runs = o->runs,
				   .n_boots = o->boots,
				   .can_confirm = true,
				   .seed = o->seed,
				   .rules = o->rules };
	struct trial_source source;
	struct trial_result apart;
	struct aims aims;
	int err = pool_deal(&b->pool, POOL_INTERLEAVED, o->boots, &source);

	if (err == 0) {
		err = aims_measure(&source, &plan, selftest_tick, b->t, &aims);
	}
	if (err == 0) {
		plan.can_confirm = false;
		err = pool_deal(&b->pool, POOL_APART, o->boots, &source);
	}
	if (err == 0) {
		err = trial_run(&source, &plan, NULL, NULL, &apart);
	}
	progress_end(&b->t->progress);
	if (err != 0) {
		return say_no_memory();
	}
	printf("boots: %zu of QEMU's own clock, dealt to two sides by turns, seed %u; slower by "
	       "arithmetic:\nevery sample of one side times 1.01, 1.03 or 1.10\n\n",
	       b->pool.n_boots, o->seed);
	pool_print(&b->pool, stdout);
	putchar('\n');
	b->t->n_missed += aims_print(&aims, false, stdout);
	print_apart(&apart, stdout);
	return RC_OK;
}

static void print_pair(struct boots *b, const struct pair_job *pair)
{
	size_t n_judged = 0;
	size_t n_found = 0;

	for (size_t i = 0; i < pair->result.n; i++) {
		const struct gate_row *row = &pair->result.rows[i];

		n_judged += row->verdict != VERDICT_NA && row->verdict != VERDICT_MISSING;
		n_found += row->verdict == VERDICT_REGRESSED;
	}
	printf("\na real pair by turns, %u boots a side, NEW with %u instructions more at each "
	       "exit:\n%zu of %zu cells regressed, %zu measured again; aim: at least one: %s\n",
	       b->t->opt.boots, INJECT, n_found, n_judged, pair->n_again,
	       n_found > 0 ? "met" : "MISSED");
	b->t->n_missed += n_found == 0;
}

static int measure_pair(struct boots *b)
{
	struct gate_rules rules = b->t->opt.rules;
	struct pair_job pair = { 0 };
	int rc;

	rules.can_confirm = true;
	for (size_t i = 0; i < N_PAIR; i++) {
		pair.sides[i].progress = &pair.progress;
		pair.with_make[i] = b->t->opt.with_make;
	}
	rc = prepare(b, &pair.sides[PAIR_OLD], "-selftest-old", b->t->opt.boots, 0);
	if (rc == RC_OK) {
		rc = prepare(b, &pair.sides[PAIR_NEW], "-selftest-new", b->t->opt.boots, INJECT);
	}
	if (rc == RC_OK) {
		rc = pair_job_measure(&pair, 0, &rules);
	}
	if (rc == RC_OK) {
		rc = pair_job_store(&pair);
	}
	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		rc = check_all(&pair.sides[i]);
	}
	if (rc == RC_OK) {
		print_pair(b, &pair);
	}
	pair_job_free(&pair);
	return rc;
}

int selftest_boots(struct selftest *t)
{
	struct boots b = { .t = t };
	int rc = load(&b);

	if (rc == RC_OK) {
		rc = measure_pool(&b);
	}
	if (rc == RC_OK) {
		rc = deal(&b);
	}
	if (rc == RC_OK) {
		rc = measure_pair(&b);
	}
	pool_free(&b.pool);
	run_job_free(&b.measured);
	inputs_free(&b.in);
	return rc;
}
