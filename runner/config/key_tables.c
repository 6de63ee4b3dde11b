/* SPDX-License-Identifier: Apache-2.0 */
#include "config/keys.h"
#include "wire/params.h"

/* In the order of enum clock_mode. */
static const char *const clock_words[] = { "exact", "cntvct", NULL };

/* No before yes, so that the index is the truth value. */
static const char *const truth_words[] = { "false", "true", NULL };

/* The names that target_find() knows. */
static const char *const target_words[] = { "qemu", "replay", NULL };

/* clang-format off */
static const struct key suite_rows[SUITE_KEYS] = {
	[SUITE_SUMMARY]	   = { "summary", KEY_TEXT, NULL, true, NULL, 1, 100, "characters", NULL,
		"What the suite is for, in one line" },
	[SUITE_CLOCK]	   = { "clock", KEY_WORD, NULL, false, "exact", 0, 0, NULL, clock_words,
		"`exact`: one tick is one executed instruction; `cntvct`: the board's own counter" },
	[SUITE_BOARDS]	   = { "boards", KEY_SET, "board/cpu", true, NULL, 1, 64, "items", NULL,
		"Where to run; a board without `/cpu` means all its CPUs; none may come up twice" },
	[SUITE_TOOLCHAIN]  = { "toolchain", KEY_SET, "compiler", false, "[gcc]", 1, 2, "items", NULL,
		"Compilers of the image: `gcc`, `clang`" },
	[SUITE_HAL]	   = { "hal", KEY_SET, "HAL binding", false, "[static, table]", 1, 16, "items", NULL,
		"Folders under `vcpu/hal`: how libvcpu calls the hypervisor around it" },
	[SUITE_SWITCH]	   = { "switch", KEY_SET, "switch policy", false, "[lazy]", 1, 16, "items", NULL,
		"Folders under `vcpu/aarch64/switch`: what of a guest moves at each exit" },
	[SUITE_VECTORS]	   = { "vectors", KEY_SET, "set of vectors", false, "[plain]", 1, 16, "items", NULL,
		"Folders under `vcpu/aarch64/vectors`: mitigations and fast paths at the vectors" },
	[SUITE_BENCHMARKS] = { "benchmarks", KEY_SET, "pattern", false, "[\"*\"]", 1, 256, "items", NULL,
		"Shell patterns (`hvc/*`) of benchmark names; each must match at least one" },
	[SUITE_SAMPLES]	   = { "samples", KEY_NUMBER, NULL, false, "256", 1, PARAMS_SAMPLES_MAX, "operations", NULL,
		"Timed operations of each cell" },
	[SUITE_BOOTS]	   = { "boots", KEY_NUMBER, NULL, false, "1", 1, 99, "boots", NULL,
		"Boots of each cell; on a clock with noise a verdict needs 7 or more" },
	[SUITE_WARMUP]	   = { "warmup", KEY_NUMBER, NULL, false, "16", 0, PARAMS_WARMUP_MAX, "operations", NULL,
		"Operations before them that are not timed" },
	[SUITE_TIMEOUT_S]  = { "timeout_s", KEY_NUMBER, NULL, false, "20", 1, 3600, "seconds", NULL,
		"Silence on the console after which a boot is given up" },
	[SUITE_COLD]	   = { "cold", KEY_WORD, NULL, false, "false", 0, 0, NULL, truth_words,
		"Caches, TLBs and branch predictors are displaced before each sample" },
	[SUITE_LOAD]	   = { "load", KEY_WORD, NULL, false, "false", 0, 0, NULL, truth_words,
		"Another CPU hammers memory meanwhile" },
};

static const struct key board_rows[BOARD_KEYS] = {
	[BOARD_SUMMARY] = { "summary", KEY_TEXT, NULL, true, NULL, 1, 100, "characters", NULL,
		"What the board is, in one line" },
	[BOARD_TARGET]	= { "target", KEY_WORD, NULL, true, NULL, 0, 0, NULL, target_words,
		"`qemu`: a program whose stdout is the console; `replay`: a recorded console" },
	[BOARD_CPUS]	= { "cpus", KEY_SET, "CPU name", true, NULL, 1, 32, "items", NULL,
		"Letters, digits and `. _ -`; each becomes a board/cpu that suites name" },
	[BOARD_EXACT]	= { "exact", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Command that starts the board with `clock: exact`; left out: not possible here" },
	[BOARD_CNTVCT]	= { "cntvct", KEY_LIST, "argument", false, NULL, 1, 256, "items", NULL,
		"Command that starts the board with `clock: cntvct`; left out: not possible here" },
};
/* clang-format on */

const struct key_set suite_keys = { "suite", suite_rows, SUITE_KEYS };
const struct key_set board_keys = { "board", board_rows, BOARD_KEYS };
