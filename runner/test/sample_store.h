/* SPDX-License-Identifier: Apache-2.0 */
/* A run with an exact cell, a varying one and a missing one, stored; and what refuses it. */
#ifndef TEST_SAMPLE_STORE_H
#define TEST_SAMPLE_STORE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "make_run.h"
#include "results_dir.h"

#define ID "20261121T081500Z-default"
#define WITH_DIR(test)                                                                             \
	cmocka_unit_test_setup_teardown(test, results_dir_setup, results_dir_teardown)

/* hvc/return 110 x 3 static with a floor and a PMU count; 10, 20, 20, 31 table; irq/exit missing; a
 * self-check that succeeded and one that failed. */
static inline struct run *sample_run(void)
{
	static const uint64_t varying[] = { 31, 10, 20, 20 };
	struct run *run = make_run(ID);
	struct cell *cell;

	cell = make_exact(run, "hvc/return", "cortex-a57", "static", 110, 3);
	cell->has_floor = true;
	cell->floor = 7;
	cell->step = 1;
	cell->has_pmu[PMU_CYCLES] = true;
	cell->pmu[PMU_CYCLES] = 99;
	make_ok(run, "hvc/return", "cortex-a57", "table", "exact", varying, 4);
	make_missing(run, "irq/exit", "cortex-a57", "static", "QEMU was killed by signal 9");
	assert_int_equal(run_add_check(run, "boot", "monotonic", "*", NULL), 0);
	assert_int_equal(run_add_check(run, "boot", "timer", "irq/*,wfx/*", "no interrupt came"),
			 0);
	return run;
}

static inline char *stored_sample(const char *out_dir)
{
	struct run *run = sample_run();
	char *dir = results_dir_store(out_dir, run);

	run_free(run);
	return dir;
}

static inline void assert_contains(const char *text, const char *part)
{
	if (text == NULL || strstr(text, part) == NULL) {
		print_error("'%s'\nlacks '%s'\n", text != NULL ? text : "(none)", part);
		fail();
	}
}

static inline void assert_lacks(const char *text, const char *part)
{
	if (text == NULL || strstr(text, part) != NULL) {
		print_error("'%s'\nhas '%s'\n", text != NULL ? text : "(none)", part);
		fail();
	}
}

/* Loads @dir, which must be refused with @code and a message that has both parts. */
static inline void assert_refused(const char *dir, int code, const char *part, const char *part2)
{
	struct store_err err = { "" };
	struct run *run = NULL;

	assert_int_equal(store_load(dir, &run, &err), code);
	assert_null(run);
	assert_contains(err.text, part);
	assert_contains(err.text, part2);
}

/* A run of three exact cells, two of which a test chooses. */
static inline struct run *make_matrix(uint64_t hvc, uint64_t smc)
{
	struct run *run = make_run(ID);

	make_exact(run, "hvc/return", "max", "static", hvc, 4);
	make_exact(run, "irq/exit", "max", "static", 402, 4);
	make_exact(run, "smc/return", "max", "static", smc, 4);
	return run;
}

#endif
