/* SPDX-License-Identifier: Apache-2.0 */
/* Small runs for tests, made by hand: every number is in the test that uses it. */
#ifndef TEST_MAKE_RUN_H
#define TEST_MAKE_RUN_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/run.h"

static inline char *make_str(const char *text)
{
	char *copy = strdup(text);

	assert(copy != NULL);
	return copy;
}

static inline struct run *make_run(const char *id)
{
	struct run *run = run_new();

	assert(run != NULL);
	run->id = make_str(id);
	run->suite = make_str("default");
	run->started = make_str("2026-11-21T08:15:00Z");
	run->command = make_str("build/bin/trapline run --suite microbench/suites/default.yaml");
	run->wall_s = 12.345;
	assert(run_set_env(run, "tools.qemu", "7.2.22") == 0);
	assert(run_set_env(run, "source.revision", "0123abcd") == 0);
	return run;
}

static inline struct cell *make_cell(struct run *run, const char *benchmark, const char *cpu,
				     const char *hal, const char *clock)
{
	struct cell *cell = run_add_cell(run);

	assert(cell != NULL);
	cell->key = (struct cell_key){
		.benchmark = make_str(benchmark),
		.host = make_str("trapline"),
		.board = make_str("qemu-virt-gicv3"),
		.cpu = make_str(cpu),
		.toolchain = make_str("gcc-12.2.0"),
		.flags = make_str("-O2"),
		.hal = make_str(hal),
		.switch_policy = make_str("lazy"),
		.vectors = make_str("plain"),
		.clock = make_str(clock),
	};
	cell->log = make_str("logs/boot.log");
	return cell;
}

/* An ok cell with these samples and one exit of kind hvc for each. */
static inline struct cell *make_ok(struct run *run, const char *benchmark, const char *cpu,
				   const char *hal, const char *clock, const uint64_t *samples,
				   size_t n)
{
	struct cell *cell = make_cell(run, benchmark, cpu, hal, clock);

	cell->unit = make_str(strcmp(clock, "exact") == 0 ? "instructions" : "ticks");
	cell->overhead = 2;
	cell->samples = calloc(n, sizeof(*samples));
	assert(cell->samples != NULL);
	memcpy(cell->samples, samples, n * sizeof(*samples));
	cell->n = n;
	assert(stats_summarise(samples, n, &cell->sum) == 0);
	cell->exits = calloc(1, sizeof(*cell->exits));
	assert(cell->exits != NULL);
	cell->exits[0] = (struct exit_count){ .name = make_str("hvc"), .count = n };
	cell->n_exits = 1;
	return cell;
}

/* An exact cell whose n samples are all @value. */
static inline struct cell *make_exact(struct run *run, const char *benchmark, const char *cpu,
				      const char *hal, uint64_t value, size_t n)
{
	uint64_t samples[4096];

	assert(n <= sizeof(samples) / sizeof(samples[0]));
	for (size_t i = 0; i < n; i++) {
		samples[i] = value;
	}
	return make_ok(run, benchmark, cpu, hal, "exact", samples, n);
}

/* A cell that does not apply. */
static inline struct cell *make_na(struct run *run, const char *benchmark, const char *cpu,
				   const char *hal, const char *why)
{
	struct cell *cell = make_cell(run, benchmark, cpu, hal, "exact");

	cell->status = CELL_NA;
	cell->error = make_str(why);
	return cell;
}

/* An exact cell that a self-check spoiled. */
static inline struct cell *make_spoiled(struct run *run, const char *benchmark, const char *cpu,
					const char *hal, uint64_t value, const char *why)
{
	struct cell *cell = make_exact(run, benchmark, cpu, hal, value, 4);

	cell->status = CELL_SPOILED;
	cell->error = make_str(why);
	return cell;
}

static inline struct cell *make_missing(struct run *run, const char *benchmark, const char *cpu,
					const char *hal, const char *error)
{
	struct cell *cell = make_cell(run, benchmark, cpu, hal, "exact");

	cell->status = CELL_MISSING;
	cell->error = make_str(error);
	return cell;
}

#endif
