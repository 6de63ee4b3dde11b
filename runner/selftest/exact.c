/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/exact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct exact_step exact_steps[EXACT_PAIRS] = {
	{ "the same image again", 0, 0 }, { "link order 1", 1, 0 },
	{ "link order 2", 2, 0 },         { "+1 instruction", 0, 1 },
	{ "+5 instructions", 0, 5 },      { "+50 instructions", 0, 50 },
};

static const struct exact_step base_step = { "as make links it", 0, 0 };

#define EXACT_RUNS (1 + EXACT_PAIRS)

struct maker { /* of one of the runs */
	const struct exact_setup *setup;
	const struct exact_step *step;
	size_t index; /* 0 to EXACT_RUNS - 1 */
	char *dir;
	struct run *run;
	struct plan *plan;
};

/* Images and boots of all runs are counted as those of one. */
static void relay(void *arg, const struct session_event *ev)
{
	const struct maker *m = arg;
	struct session_event all = *ev;

	all.k += m->index * ev->n;
	all.n *= EXACT_RUNS;
	m->setup->watch(m->setup->watch_arg, &all);
}

static int make_folders(struct maker *m)
{
	char *logs;
	int err = 0;

	if (asprintf(&m->dir, "%s/run%zu", m->setup->dir, m->index) < 0) {
		m->dir = NULL;
		return -ENOMEM;
	}
	if (asprintf(&logs, "%s/logs", m->dir) < 0) {
		return -ENOMEM;
	}
	if (mkdir(m->dir, 0777) != 0 || mkdir(logs, 0777) != 0) {
		err = -errno;
	}
	free(logs);
	return err;
}

static int list_cells(struct maker *m)
{
	m->run = run_new();
	if (m->run == NULL || plan_cells(m->setup->suite, m->setup->filter, m->run) != 0) {
		return -ENOMEM;
	}
	m->run->id = strdup(m->step->what);
	m->run->suite = strdup(m->setup->suite->name);
	for (size_t i = 0; i < m->run->n_cells; i++) {
		m->run->cells[i].layout = m->step->layout;
	}
	return m->run->id != NULL && m->run->suite != NULL ? 0 : -ENOMEM;
}

static int plan(struct maker *m, struct diag *d)
{
	const struct exact_setup *setup = m->setup;
	int err = plan_boots(setup->root, setup->suite, setup->boards, setup->n_boards, m->run,
			     &m->plan, d);

	for (size_t i = 0; err == 0 && i < m->plan->n_images; i++) {
		err = image_set_inject(&m->plan->images[i], setup->root, m->step->inject);
	}
	return err;
}

static int measure(struct maker *m)
{
	const struct exact_setup *setup = m->setup;
	struct session s = { .root = setup->root,
			     .dir = m->dir,
			     .suite = setup->suite,
			     .plan = m->plan,
			     .run = m->run,
			     .samples = setup->suite->samples,
			     .stop = setup->stop,
			     .watch = setup->watch != NULL ? relay : NULL,
			     .watch_arg = m };
	int err = session_build(&s, setup->with_make);

	return err == 0 ? session_measure(&s) : err;
}

/* One of the runs; *out for run_free() in any case, NULL perhaps. */
static int make_run(const struct exact_setup *setup, size_t index, struct run **out, struct diag *d)
{
	struct maker m = { .setup = setup,
			   .step = index == 0 ? &base_step : &exact_steps[index - 1],
			   .index = index };
	int err = make_folders(&m);

	if (err == 0) {
		err = list_cells(&m);
	}
	if (err == 0) {
		err = plan(&m, d);
	}
	if (err == 0) {
		err = measure(&m);
	}
	plan_free(m.plan);
	free(m.dir);
	*out = m.run;
	return err;
}

int exact_measure(const struct exact_setup *setup, struct exact_runs *out, struct diag *d)
{
	struct exact_runs runs = { 0 };
	int err = 0;

	if (setup->suite->clock != CLOCK_EXACT) {
		diag_add(d, (struct mark){ .file = setup->suite->path },
			 "clock is '%s', but what is checked to the instruction needs 'exact'",
			 clock_name(setup->suite->clock));
		return -EINVAL;
	}
	for (size_t i = 0; i < EXACT_RUNS && err == 0; i++) {
		err = make_run(setup, i, i == 0 ? &runs.base : &runs.other[i - 1], d);
	}
	if (err != 0) {
		exact_runs_free(&runs);
		return err;
	}
	*out = runs;
	return 0;
}

void exact_runs_free(struct exact_runs *runs)
{
	run_free(runs->base);
	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		run_free(runs->other[i]);
	}
	*runs = (struct exact_runs){ 0 };
}
