/* SPDX-License-Identifier: Apache-2.0 */
/* Runs and baselines that tests give to trapline gate and trapline baseline. */
#ifndef TEST_GATE_PLACE_H
#define TEST_GATE_PLACE_H

#include "baseline_dir.h"
#include "call_command.h"

/* ESC [ 3 1 m, DEL, and what is left of them on a terminal. */
#define HOSTILE  "a\x1b[31m\x7f"
#define HARMLESS "a?[31m?"

/* A stored run and a folder of baselines below the test's folder. */
struct place {
	const char *dir;
	char *run;
	char *baselines;
};

static inline struct place place_of(void **state, const struct run *run)
{
	const struct results_dir *out = *state;

	return (struct place){
		.dir = out->path,
		.run = results_dir_store(out->path, run),
		.baselines = file_join(out->path, "baselines"),
	};
}

static inline void place_free(struct place *place)
{
	free(place->run);
	free(place->baselines);
}

static inline struct called gate(const struct place *place, const char *more, const char *value)
{
	const char *const words[] = {
		place->run, "--baselines", place->baselines, more, value, NULL
	};

	return call_command(&cmd_gate, place->dir, words);
}

static inline struct called accept(const struct place *place, const char *reason)
{
	const char *const words[] = { "accept",   place->run, "--baselines", place->baselines,
				      "--reason", reason,     NULL };

	return call_command(&cmd_baseline, place->dir, words);
}

static inline void must_accept(const struct place *place)
{
	struct called called = accept(place, "for a test");

	assert_int_equal(called.rc, RC_OK);
	called_free(&called);
}

#endif
