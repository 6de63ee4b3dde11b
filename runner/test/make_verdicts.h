/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's results made by hand, and what tests do with each form of them. */
#ifndef TEST_MAKE_VERDICTS_H
#define TEST_MAKE_VERDICTS_H

#include <math.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/verdicts.h"
#include "sample_store.h"

#define GOLDEN_DIR "runner/test/data/verdicts"
#define ROWS_MAX   1200

struct made {
	struct gate_result result;
	struct verdict_context context;
	struct run *old_run;
	struct run *new_run;
};

/* A baseline against a run. */
static inline struct made *made_new(void)
{
	struct made *made = calloc(1, sizeof(*made));

	assert(made != NULL);
	made->result.rows = calloc(ROWS_MAX, sizeof(*made->result.rows));
	assert(made->result.rows != NULL);
	made->result.rules = (struct gate_rules){
		.effect = 0.02, .p99_effect = 0.1, .fdr = 0.05, .screen = 0.05, .sees = 0.1
	};
	made->new_run = make_run(ID);
	made->context = (struct verdict_context){
		.new_run = made->new_run,
		.old_name = "results/baselines",
		.new_name = ID,
	};
	return made;
}

/* Two runs instead. */
static inline void made_add_old_run(struct made *made)
{
	made->old_run = make_run("20261120T070000Z-default");
	made->context.old_run = made->old_run;
	made->context.old_name = made->old_run->id;
}

static inline void made_free_figures(const struct figures *figures)
{
	union {
		const struct figures *shown;
		struct figures *owned;
	} side = { .shown = figures };

	if (figures != NULL) {
		figures_free(side.owned);
		free(side.owned);
	}
}

static inline void made_free(struct made *made)
{
	for (size_t i = 0; i < made->result.n; i++) {
		made_free_figures(made->result.rows[i].old_figures);
		made_free_figures(made->result.rows[i].new_figures);
	}
	free(made->result.rows);
	run_free(made->old_run);
	run_free(made->new_run);
	free(made);
}

struct where { /* NULL: as the default has it */
	const char *benchmark;
	const char *board;
	const char *cpu;
	const char *hal;
	const char *toolchain;
	const char *flags;
};

static inline char *made_or(const char *text, const char *by_default)
{
	return make_str(text != NULL ? text : by_default);
}

/* @n boots whose median is @median. */
static inline struct figures *made_figures(const struct where *at, const char *clock, double median,
					   size_t n)
{
	struct figures *figures = calloc(1, sizeof(*figures));

	assert(figures != NULL);
	figures->key = (struct cell_key){
		.benchmark = made_or(at->benchmark, "hvc/return"),
		.host = make_str("trapline"),
		.board = made_or(at->board, "qemu-virt-gicv3"),
		.cpu = made_or(at->cpu, "cortex-a57"),
		.toolchain = made_or(at->toolchain, "gcc-12.2.0"),
		.flags = made_or(at->flags, "-O2"),
		.hal = made_or(at->hal, "static"),
		.switch_policy = make_str("lazy"),
		.vectors = make_str("plain"),
		.clock = make_str(clock),
	};
	figures->qemu = make_str("7.2.22");
	figures->unit = make_str(strcmp(clock, "exact") == 0 ? "instructions" : "ticks");
	figures->n = 64 * n;
	figures->boots = calloc(n + 1, sizeof(*figures->boots));
	assert(figures->boots != NULL);
	for (size_t i = 0; i < n; i++) {
		figures->boots[i] = (struct boot_figure){ .n = 64, .tick = 1, .median = median };
	}
	figures->n_boots = n;
	return figures;
}

static inline struct gate_row *made_row(struct made *made, enum verdict verdict)
{
	struct gate_row *row = &made->result.rows[made->result.n++];

	assert(made->result.n <= ROWS_MAX);
	row->verdict = verdict;
	made->result.count[verdict]++;
	return row;
}

static inline struct gate_row *made_exact(struct made *made, struct where at, double old_value,
					  double new_value)
{
	struct gate_row *row = made_row(made, new_value > old_value   ? VERDICT_REGRESSED
					      : new_value < old_value ? VERDICT_IMPROVED
								      : VERDICT_UNCHANGED);

	row->is_exact = true;
	row->old_figures = made_figures(&at, "exact", old_value, 1);
	row->new_figures = made_figures(&at, "exact", new_value, 1);
	row->old_value = old_value;
	row->new_value = new_value;
	row->n_old = 1;
	row->n_new = 1;
	return row;
}

/* Seven boots a side; @share of the old value is the shift. */
static inline struct gate_row *made_noisy(struct made *made, struct where at, enum verdict verdict,
					  double old_value, double share)
{
	struct gate_row *row = made_row(made, verdict);
	double shift = old_value * share;

	row->old_figures = made_figures(&at, "cntvct", old_value, 7);
	row->new_figures = made_figures(&at, "cntvct", old_value + shift, 7);
	row->old_value = old_value;
	row->new_value = old_value + shift;
	row->n_old = 7;
	row->n_new = 7;
	row->tests[0] = (struct gate_test){
		.is_made = true,
		.old_value = old_value,
		.new_value = old_value + shift,
		.shift = shift,
		.low = shift - old_value * 0.01,
		.high = shift + old_value * 0.01,
		.floor = 0.02,
		.floor_by = FLOOR_EFFECT,
		.p_worse = share > 0 ? 0.00029 : 0.9,
		.p_better = share > 0 ? 0.9 : 0.00029,
		.q_worse = share > 0 ? 0.0041 : 1,
		.q_better = share > 0 ? 1 : 0.0041,
		.sees = 0.031,
	};
	return row;
}

/* On the old side alone. */
static inline struct gate_row *made_missing(struct made *made, struct where at, const char *why)
{
	struct gate_row *row = made_row(made, VERDICT_MISSING);

	row->is_exact = true;
	row->old_figures = made_figures(&at, "exact", 99, 1);
	row->n_old = 1;
	snprintf(row->why, sizeof(row->why), "%s", why);
	return row;
}

/* One of each verdict, on two clocks. */
static inline struct made *made_sample(void)
{
	struct made *made = made_new();
	struct gate_row *row;

	made_exact(made, (struct where){ .benchmark = "hvc/return" }, 110, 113);
	made_exact(made, (struct where){ .benchmark = "irq/exit" }, 402, 402);
	row = made_exact(made, (struct where){ .benchmark = "mmio/read" }, 210, 211);
	row->metric = METRIC_EXITS;
	row->old_value = 1;
	row->new_value = 2;
	made_exact(made, (struct where){ .benchmark = "smc/return" }, 120, 114);
	made_missing(made, (struct where){ .benchmark = "smc/forward", .hal = "table" },
		     "no baseline of QEMU 7.2.22");
	made_missing(made, (struct where){ .benchmark = "smc/version", .hal = "table" },
		     "no baseline of QEMU 7.2.22");
	made_noisy(made, (struct where){ .benchmark = "hvc/return", .board = "rpi4" },
		   VERDICT_REGRESSED, 512, 0.036);
	row = made_noisy(made, (struct where){ .benchmark = "irq/exit", .board = "rpi4" },
			 VERDICT_INCONCLUSIVE, 930.5, 0.024);
	row->more_boots = 5;
	row->tests[0].p_worse = 0.08;
	row->tests[0].q_worse = 0.31;
	row->tests[0].floor_by = FLOOR_AA;
	row = made_noisy(made, (struct where){ .benchmark = "mmio/read", .board = "rpi4" },
			 VERDICT_UNCHANGED, 61.25, 0.004);
	row->tests[0].p_worse = 0.4;
	row->tests[0].q_worse = 0.9;
	row = made_noisy(made, (struct where){ .benchmark = "smc/return", .board = "rpi4" },
			 VERDICT_REGRESSED, 700, 0.13);
	row->metric = METRIC_P99;
	row->tests[1] = row->tests[0];
	row = made_row(made, VERDICT_NA);
	row->old_figures =
		made_figures(&(struct where){ .benchmark = "smc/forward" }, "exact", 0, 0);
	row->new_figures =
		made_figures(&(struct where){ .benchmark = "smc/forward" }, "exact", 0, 0);
	snprintf(row->why, sizeof(row->why), "no EL3 firmware");
	return made;
}

/* Every character that some form gives a meaning, what is no text at all, and 10 KiB of it. */
static inline const char *made_hostile(void)
{
	static const char nasty[] =
		"\"a\",b;c|d`e<script>&amp;*_[x](y)~\\#@everyone\n\r\t\033[31m\x01\xff\xc3(]]>"
		"-->'%s%n</code>{}\xe2\x82\xac\x7f\xc2\x9b";
	static char text[10 * 1024 + 1];

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		text[i] = nasty[i % (sizeof(nasty) - 1)];
	}
	return text;
}

static inline struct made *made_hostile_result(bool is_long)
{
	const char *text = is_long ? made_hostile() : "x|`<\"\n\\,\xff @all #1 </code>{}=";
	const struct where at = { text, text, text, text, text, text };
	const struct where gone = { text, text, text, "table", text, text };
	struct made *made = made_new();
	struct gate_row *row;

	made_add_old_run(made);
	made->context.old_name = text;
	made->context.new_name = text;
	assert(run_set_env(made->old_run, "source.dirty", text) == 0);
	free(made->new_run->command);
	made->new_run->command = make_str(text);
	made_exact(made, at, 110, 113);
	made_noisy(made, at, VERDICT_REGRESSED, 512, 0.03);
	row = made_missing(made, gone, "");
	snprintf(row->why, sizeof(row->why), "%.159s", text);
	row = made_exact(made, (struct where){ .benchmark = "hvc/plain" }, 110, 110);
	snprintf(row->why, sizeof(row->why), "%.159s", text);
	return made;
}

/* Not inline: gcc 12 takes the buffer of a stream in memory for a pointer into this function's frame. */
__attribute__((noinline, unused)) static char *made_render_at(const struct made *made,
							      enum verdict_format format,
							      bool colour, size_t columns)
{
	const struct report_look look = { .colour = colour, .columns = columns };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert(out != NULL);
	assert_int_equal(verdicts_print(&made->result, &made->context, format, &look, out), 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), size);
	return text;
}

static inline char *made_render(const struct made *made, enum verdict_format format)
{
	return made_render_at(made, format, false, 100);
}

/* Exit status of a program with @text in a file of @dir as its last argument; NULL-terminated @argv has
 * a place for it. 127: there is no such program. Its output is shown when it is not 0. */
static inline int made_check(const char *dir, const char *text, const char **argv)
{
	char *path = file_join(dir, "checked");
	size_t n = 0;
	int status = -1;
	pid_t pid;

	results_dir_replace(dir, "checked", text, strlen(text));
	while (argv[n] != NULL) {
		n++;
	}
	argv[n] = path;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[0], (char **)(uintptr_t)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	argv[n] = NULL;
	free(path);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* @text is what the golden file has. With TRAPLINE_GOLDEN=write in the environment the file is made anew,
 * to be looked at before it is committed. */
static inline void assert_golden(const char *text, const char *name)
{
	const char *mode = getenv("TRAPLINE_GOLDEN");
	char *golden;

	if (mode != NULL && strcmp(mode, "write") == 0) {
		results_dir_replace(GOLDEN_DIR, name, text, strlen(text));
	}
	golden = results_dir_read(GOLDEN_DIR, name);
	assert_non_null(golden);
	assert_string_equal(text, golden);
	free(golden);
}

static inline size_t made_count(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
		n++;
	}
	return n;
}

#endif
