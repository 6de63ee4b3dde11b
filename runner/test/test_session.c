/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From booted images to cells, with a machine made up in this file: it reads the parameter block of
 * the image that it is given, as the real one does, and answers in wire records, with the fault
 * that a test asks for.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/judge.h"
#include "session/proc.h"
#include "session/session.h"
#include "wire/params.h"
#include "wire/wire.h"

#define BUILD   "0123456789abcdef0123456789abcdef"
#define SAMPLES 5u

enum fault {
	FAULT_NONE,
	FAULT_KILL,        /* signal 9 inside bench */
	FAULT_PANIC,       /* words on the console, then exit status 1, inside bench */
	FAULT_HANG,        /* silence inside bench */
	FAULT_FLIP,        /* one bit of bench's samples */
	FAULT_FAIL,        /* the image gives no result of bench */
	FAULT_SHORT,       /* one sample of bench is not there */
	FAULT_UNIT,        /* bench counts something else */
	FAULT_NO_END,      /* exit status 0, but no end of the run */
	FAULT_BAD_EXIT,    /* the end of the run, then exit status 3 */
	FAULT_HANG_AT_END, /* the end of the run, then silence */
	FAULT_SILENT,      /* nothing at all, for ever */
	FAULT_GARBAGE,     /* no record, exit status 0 */
	FAULT_NOT_OPEN,    /* no such program */
	FAULT_EXTRA,       /* one benchmark more announced than asked for */
	FAULT_INTERRUPT,   /* the user stops us inside bench */
};

static struct machine {
	enum fault fault;  /* of every boot until the one after last */
	unsigned last;     /* number of the last boot that has it, from 1 */
	const char *bench; /* where it is; "*": in whichever comes first */
	const char *build;
	const char *board;
	const char *hal;
	const char *clock;
	const char *switch_policy;
	const char *stderr_line; /* read after everything else */
	unsigned boots;
	char asked[8][PARAMS_BENCHES_LEN]; /* by boot */
	struct params params;              /* of the last boot */
} machine;

static volatile sig_atomic_t stop;

struct target {
	char *text;
	size_t size;
	size_t at;
	FILE *out;
	bool hangs;
	bool interrupts;
	bool said_stderr;
	struct target_end end;
};

static void put(void *arg, const char *bytes, size_t len)
{
	fwrite(bytes, 1, len, ((struct target *)arg)->out);
}

static void write_hello(struct wire_writer *w, uint64_t n)
{
	wire_begin(w, WIRE_HELLO);
	wire_u64(w, "proto", 1);
	wire_str(w, "build", machine.build);
	wire_str(w, "board", machine.board);
	wire_str(w, "hal", machine.hal);
	wire_str(w, "switch", machine.switch_policy);
	wire_str(w, "toolchain", "gcc-12.2.0");
	wire_str(w, "flags", "-O2");
	wire_hex(w, "midr", 0x411fd070);
	wire_u64(w, "cntfrq", 1000000000);
	wire_str(w, "clock", machine.clock);
	wire_u64(w, "benches", n);
	wire_end(w);
}

static void write_samples(struct target *t, struct wire_writer *w, bool flip, size_t n)
{
	const uint64_t samples[SAMPLES] = { 104, 104, 104, 130, 104 };
	long before = ftell(t->out);

	wire_samples(w, samples, n);
	if (flip) {
		fflush(t->out);
		t->text[before + 14] ^= 1;
	}
}

static void write_end_bench(struct wire_writer *w, const char *bench, size_t n)
{
	wire_begin(w, WIRE_END_BENCH);
	wire_str(w, "bench", bench);
	wire_u64(w, "n", n);
	wire_u64(w, "overhead", 4);
	wire_u64(w, "dropped", 0);
	wire_u64(w, "bad", 0);
	wire_str(w, "exits", "hvc:5");
	wire_end(w);
}

/* False when the machine does not get beyond this benchmark. */
static bool write_bench(struct target *t, struct wire_writer *w, const char *bench,
			enum fault fault)
{
	size_t n = fault == FAULT_SHORT ? SAMPLES - 1 : SAMPLES;

	wire_begin(w, WIRE_BENCH);
	wire_str(w, "bench", bench);
	wire_str(w, "payload", "hvc_loop");
	wire_str(w, "unit", fault == FAULT_UNIT ? "ticks" : "instructions");
	wire_u64(w, "warmup", machine.params.warmup);
	wire_u64(w, "samples", n);
	wire_str(w, "expect", "hvc:1");
	wire_end(w);
	switch (fault) {
	case FAULT_KILL:
		t->end = (struct target_end){ .exit_code = -1, .signal = SIGKILL };
		return false;
	case FAULT_PANIC:
		fputs("PANIC: synchronous exception at EL2\n", t->out);
		t->end.exit_code = 1;
		return false;
	case FAULT_HANG:
		t->hangs = true;
		return false;
	case FAULT_INTERRUPT:
		t->hangs = true;
		t->interrupts = true;
		return false;
	case FAULT_FAIL:
		wire_begin(w, WIRE_FAIL);
		wire_str(w, "bench", bench);
		wire_str(w, "why", "two exits where one was expected");
		wire_end(w);
		return true;
	default:
		write_samples(t, w, fault == FAULT_FLIP, n);
		write_end_bench(w, bench, n);
		return true;
	}
}

static void write_end(struct wire_writer *w, uint64_t n, uint64_t failed)
{
	wire_begin(w, WIRE_END_RUN);
	wire_u64(w, "benches", n);
	wire_u64(w, "failed", failed);
	wire_end(w);
}

static void write_run(struct target *t, enum fault fault)
{
	char names[PARAMS_BENCHES_LEN];
	struct wire_writer w;
	uint64_t n = 1;
	uint64_t failed = 0;
	char *rest = NULL;

	memcpy(names, machine.params.benches, sizeof(names));
	for (const char *p = names; *p != '\0'; p++) {
		n += *p == ' ';
	}
	wire_writer_init(&w, put, t);
	fputs("firmware says hello\r\n", t->out);
	write_hello(&w, fault == FAULT_EXTRA ? n + 1 : n);
	for (char *b = strtok_r(names, " ", &rest); b != NULL; b = strtok_r(NULL, " ", &rest)) {
		bool is_here = machine.bench != NULL &&
			       (strcmp(machine.bench, b) == 0 || strcmp(machine.bench, "*") == 0);

		if (!write_bench(t, &w, b, is_here ? fault : FAULT_NONE)) {
			return;
		}
		failed += is_here && fault == FAULT_FAIL;
	}
	if (fault != FAULT_NO_END) {
		write_end(&w, n, failed);
	}
	t->hangs = fault == FAULT_HANG_AT_END;
	t->end.exit_code = fault == FAULT_BAD_EXIT ? 3 : 0;
}

/* As the image does: takes its orders from the block, once it has checked them. */
static void read_params(const char *path)
{
	FILE *file = fopen(path, "re");
	char bytes[3 * sizeof(struct params)];
	size_t n;
	char *block;

	assert_non_null(file);
	n = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	block = memmem(bytes, n, PARAMS_MAGIC, PARAMS_MAGIC_LEN);
	assert_non_null(block);
	memcpy(&machine.params, block, sizeof(machine.params));
	assert_int_equal(params_check(&machine.params), 0);
	memcpy(machine.asked[machine.boots - 1], machine.params.benches, PARAMS_BENCHES_LEN);
}

static int machine_open(struct target **out, const struct target_spec *spec)
{
	enum fault fault = machine.fault;
	struct target *t;

	machine.boots++;
	assert_true(machine.boots <= 8);
	if (machine.last != 0 && machine.boots > machine.last) {
		fault = FAULT_NONE;
	}
	if (fault == FAULT_NOT_OPEN) {
		return -ENOENT;
	}
	assert_string_equal(spec->argv[1], "cortex-a57");
	read_params(spec->argv[2]);
	t = calloc(1, sizeof(*t));
	assert_non_null(t);
	t->out = open_memstream(&t->text, &t->size);
	assert_non_null(t->out);
	if (fault == FAULT_GARBAGE) {
		fputs("\033[2J\xff\xfe garbage\n#tl2 nonsense\n", t->out);
	} else if (fault == FAULT_SILENT) {
		t->hangs = true;
	} else {
		write_run(t, fault);
	}
	fclose(t->out);
	*out = t;
	return 0;
}

static ssize_t machine_read(struct target *t, char *buf, size_t len, int timeout_ms)
{
	size_t n = t->size - t->at;

	n = n < len ? n : len;
	n = n < 7 ? n : 7; /* lines come in pieces */
	memcpy(buf, t->text + t->at, n);
	t->at += n;
	if (n == 0 && machine.stderr_line != NULL && !t->said_stderr) {
		t->said_stderr = true;
		n = strlen(machine.stderr_line);
		memcpy(buf, machine.stderr_line, n);
	}
	if (n > 0 || !t->hangs) {
		return (ssize_t)n;
	}
	if (t->interrupts) {
		stop = SIGINT;
		return -EINTR;
	}
	usleep((useconds_t)timeout_ms * 1000);
	return -ETIMEDOUT;
}

static void machine_close(struct target *t, struct target_end *end)
{
	*end = t->end;
	if (t->hangs) {
		*end = (struct target_end){ .exit_code = -1, .signal = SIGTERM };
	}
	free(t->text);
	free(t);
}

static const struct target_ops machine_ops = {
	.name = "machine",
	.open = machine_open,
	.read = machine_read,
	.close = machine_close,
};

static char arg_program[] = "qemu-system-aarch64";
static char arg_cpu[] = "{cpu}";
static char arg_image[] = "{image}";
static char *args[] = { arg_program, arg_cpu, arg_image };
static char board_name[] = "qemu-virt-gicv3";

struct fixture {
	char dir[64];
	struct suite_cfg suite;
	struct board_cfg board;
	struct image image;
	struct plan_boot boot;
	struct plan plan;
	size_t cells[8];
	struct session s;
};

static void write_image(const char *path)
{
	FILE *file = fopen(path, "we");
	struct params params = { .magic = { 0 } };

	memcpy(params.magic, PARAMS_MAGIC, PARAMS_MAGIC_LEN);
	assert_non_null(file);
	fputs("\177ELF and some code", file);
	fwrite(&params, sizeof(params), 1, file);
	fputs("and what follows", file);
	fclose(file);
}

static void add_cells(struct fixture *f, const char *const *names, size_t n)
{
	f->s.run = run_new();
	assert_non_null(f->s.run);
	for (size_t i = 0; i < n; i++) {
		struct cell *cell = run_add_cell(f->s.run);

		assert_non_null(cell);
		cell->key.benchmark = strdup(names[i]);
		f->cells[i] = i;
	}
}

/* An image that has been built, and its manifest read. */
static void make_image(struct fixture *f)
{
	assert_int_equal(image_init(&f->image, f->dir, board_name, "static"), 0);
	free(f->image.path);
	assert_true(asprintf(&f->image.path, "%s/bench.elf", f->dir) > 0);
	write_image(f->image.path);
	strcpy(f->image.build, BUILD);
	strcpy(f->image.switch_policy, "lazy");
	strcpy(f->image.toolchain, "gcc-12.2.0");
	strcpy(f->image.flags, "-O2");
}

static void make_session(struct fixture *f)
{
	f->suite = (struct suite_cfg){ .clock = CLOCK_EXACT, .warmup = 2, .timeout_s = 1 };
	f->board = (struct board_cfg){ .name = board_name, .exact = { args, 3 } };
	f->boot = (struct plan_boot){ .board = &f->board,
				      .cpu = "cortex-a57",
				      .name = board_name,
				      .ops = &machine_ops,
				      .argv = &f->board.exact,
				      .cells = f->cells,
				      .n_cells = 4 };
	f->plan = (struct plan){ &f->image, 1, &f->boot, 1 };
	f->s = (struct session){ .root = f->dir,
				 .dir = f->dir,
				 .suite = &f->suite,
				 .plan = &f->plan,
				 .samples = SAMPLES,
				 .stop = &stop };
}

static int set_up(void **state)
{
	static const char *const names[] = { "hvc/return", "irq/exit", "mmio/read_4",
					     "smc/return" };
	struct fixture *f = calloc(1, sizeof(*f));
	char path[128];

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-session-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(path, sizeof(path), "%s/logs", f->dir);
	assert_int_equal(mkdir(path, 0755), 0);
	make_image(f);
	make_session(f);
	add_cells(f, names, 4);
	stop = 0;
	machine = (struct machine){ .build = BUILD,
				    .board = board_name,
				    .hal = "static",
				    .clock = "exact",
				    .switch_policy = "lazy" };
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *const rm[] = { "rm", "-rf", f->dir, NULL };
	char said[8];
	int rc;

	rc = proc_capture(rm, NULL, 10000, said, sizeof(said));
	run_free(f->s.run);
	image_free(&f->image);
	free(f);
	return rc;
}

static void measure(struct fixture *f)
{
	assert_int_equal(session_measure(&f->s), 0);
}

static const struct cell *cell_at(const struct fixture *f, size_t i)
{
	return &f->s.run->cells[i];
}

static void assert_ok(const struct fixture *f, size_t i)
{
	const struct cell *cell = cell_at(f, i);

	assert_int_equal(cell->status, CELL_OK);
	assert_int_equal(cell->n, SAMPLES);
	assert_int_equal(cell->sum.n, SAMPLES);
	assert_null(cell->error);
}

static void assert_missing(const struct fixture *f, size_t i, const char *why, const char *log)
{
	const struct cell *cell = cell_at(f, i);

	assert_int_equal(cell->status, CELL_MISSING);
	assert_int_equal(cell->n, 0);
	assert_string_equal(cell->error, why);
	if (log == NULL) {
		assert_null(cell->log);
	} else {
		assert_string_equal(cell->log, log);
	}
}

static void a_good_boot_fills_every_cell(void **state)
{
	struct fixture *f = *state;
	const struct cell *cell = cell_at(f, 2);

	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_ok(f, i);
	}
	assert_string_equal(cell->unit, "instructions");
	assert_string_equal(cell->log, "logs/qemu-virt-gicv3.log");
	assert_int_equal(cell->overhead, 4);
	assert_int_equal(cell->samples[3], 130);
	assert_int_equal(cell->sum.min, 104);
	assert_int_equal(cell->sum.max, 130);
	assert_int_equal(cell->n_exits, 1);
	assert_string_equal(cell->exits[0].name, "hvc");
	assert_int_equal(cell->exits[0].count, 5);
}

static void the_image_is_told_what_to_do_and_the_copy_is_removed(void **state)
{
	struct fixture *f = *state;
	char path[128];

	measure(f);
	assert_int_equal(machine.params.samples, SAMPLES);
	assert_int_equal(machine.params.warmup, 2);
	assert_string_equal(machine.asked[0], "hvc/return irq/exit mmio/read_4 smc/return");
	snprintf(path, sizeof(path), "%s/.image-%s.elf", f->dir, f->boot.name);
	assert_int_equal(access(path, F_OK), -1);
}

static void the_console_is_logged_byte_for_byte(void **state)
{
	struct fixture *f = *state;
	char path[128];
	char head[32] = "";
	FILE *log;

	measure(f);
	snprintf(path, sizeof(path), "%s/logs/%s.log", f->dir, f->boot.name);
	log = fopen(path, "re");
	assert_non_null(log);
	assert_int_equal(fread(head, 1, 30, log), 30);
	fclose(log);
	assert_string_equal(head, "firmware says hello\r\n#tl1 0 H ");
}

static void a_killed_boot_keeps_what_was_complete_and_boots_the_rest_again(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_KILL;
	machine.bench = "mmio/read_4";
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_string_equal(machine.asked[1], "smc/return");
	assert_ok(f, 0);
	assert_ok(f, 1);
	assert_ok(f, 3);
	assert_missing(f, 2,
		       "QEMU was killed by signal 9 after 2 of 4 benchmarks "
		       "(last line: firmware says hello)",
		       "logs/qemu-virt-gicv3.log");
	assert_string_equal(cell_at(f, 3)->log, "logs/qemu-virt-gicv3-2.log");
}

static void a_panic_is_quoted(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_PANIC;
	machine.bench = "hvc/return";
	measure(f);
	assert_missing(f, 0,
		       "QEMU exited with status 1 after 0 of 4 benchmarks "
		       "(last line: PANIC: synchronous exception at EL2)",
		       "logs/qemu-virt-gicv3.log");
	assert_ok(f, 1);
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void a_warning_of_qemu_does_not_displace_the_last_words(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_PANIC;
	machine.bench = "hvc/return";
	machine.stderr_line = "stderr: qemu-system-aarch64: warning: icount sleep disabled\n";
	measure(f);
	assert_non_null(strstr(cell_at(f, 0)->error, "(last line: PANIC: "));
}

static void an_error_of_qemu_is_quoted(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_PANIC;
	machine.bench = "hvc/return";
	machine.stderr_line = "stderr: qemu: fatal: no such thing\n";
	measure(f);
	assert_non_null(
		strstr(cell_at(f, 0)->error, "(last line: stderr: qemu: fatal: no such thing)"));
}

static void a_hang_is_stopped_after_the_suites_timeout(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "irq/exit";
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_missing(f, 1,
		       "QEMU sent nothing for 1 s and was stopped after 1 of 4 benchmarks "
		       "(last line: firmware says hello)",
		       "logs/qemu-virt-gicv3.log");
	assert_ok(f, 0);
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void a_machine_that_never_speaks_is_booted_once(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_SILENT;
	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_missing(f, i,
			       "QEMU sent nothing for 1 s and was stopped before its first record",
			       "logs/qemu-virt-gicv3.log");
	}
}

static void garbage_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_GARBAGE;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(cell_at(f, 3)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 3)->error,
			       "QEMU exited without the end of the run before its first record"));
}

static void a_flipped_bit_costs_the_benchmark_it_is_in(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_FLIP;
	machine.bench = "irq/exit";
	measure(f);
	assert_ok(f, 0);
	assert_int_equal(cell_at(f, 1)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 1)->error, "the console is damaged ("));
	assert_non_null(strstr(cell_at(f, 1)->error, "after 1 of 4 benchmarks"));
	assert_string_equal(machine.asked[1], "mmio/read_4 smc/return");
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void a_benchmark_that_the_image_fails_is_missing_for_its_reason(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_FAIL;
	machine.bench = "smc/return";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(cell_at(f, 3)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 3)->error, "two"));
	assert_ok(f, 0);
	assert_ok(f, 1);
	assert_ok(f, 2);
}

static void a_sample_too_few_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_SHORT;
	machine.bench = "smc/return";
	measure(f);
	assert_missing(f, 3, "4 samples came, but 5 were asked for", "logs/qemu-virt-gicv3.log");
	assert_ok(f, 2);
}

static void another_unit_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_UNIT;
	machine.bench = "irq/exit";
	measure(f);
	assert_missing(f, 1, "the image counts 'ticks', but the clock is 'exact' (instructions)",
		       "logs/qemu-virt-gicv3.log");
	assert_ok(f, 0);
}

static void without_the_end_of_the_run_the_last_benchmark_is_asked_for_again(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NO_END;
	machine.last = 1;
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_string_equal(machine.asked[1], "smc/return");
	for (size_t i = 0; i < 4; i++) {
		assert_ok(f, i);
	}
}

static void an_end_of_the_run_that_never_comes_costs_the_last_benchmark(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NO_END;
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_ok(f, 2);
	assert_missing(f, 3,
		       "QEMU exited without the end of the run after 1 of 1 benchmarks "
		       "(last line: firmware says hello)",
		       "logs/qemu-virt-gicv3-2.log");
}

static void a_bad_exit_status_spoils_a_run_that_looks_complete(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_BAD_EXIT;
	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_missing(f, i,
			       "QEMU exited with status 3 after the end of the run, so its results "
			       "are not trusted (last line: firmware says hello)",
			       "logs/qemu-virt-gicv3.log");
	}
}

static void a_machine_that_does_not_power_off_is_not_trusted(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG_AT_END;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "after the end of the run"));
}

static void a_missing_qemu_names_the_package(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NOT_OPEN;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "qemu-system-aarch64 is not installed"));
	assert_non_null(strstr(cell_at(f, 0)->error, "qemu-system-arm"));
	assert_non_null(strstr(cell_at(f, 0)->error, "scripts/setup"));
}

static void assert_refused(struct fixture *f, const char *why)
{
	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_missing(f, i, why, "logs/qemu-virt-gicv3.log");
	}
}

static void another_build_is_refused(void **state)
{
	machine.build = "ffffffffffffffffffffffffffffffff";
	assert_refused(*state, "the image says build 'ffffffffffffffffffffffffffffffff', but "
			       "'0123456789abcdef0123456789abcdef' was booted");
}

static void another_board_is_refused(void **state)
{
	machine.board = "raspi3b";
	assert_refused(*state, "the image says board 'raspi3b', but 'qemu-virt-gicv3' was booted");
}

static void another_hal_is_refused(void **state)
{
	machine.hal = "table";
	assert_refused(*state, "the image says hal 'table', but 'static' was booted");
}

static void another_switch_policy_is_refused(void **state)
{
	machine.switch_policy = "eager";
	assert_refused(*state, "the image says switch 'eager', but 'lazy' was booted");
}

static void another_clock_is_refused(void **state)
{
	machine.clock = "cntvct";
	assert_refused(*state, "the image measured clock 'cntvct', but the suite asks for 'exact' "
			       "(see the board's command in board.yaml)");
}

static void more_benchmarks_than_asked_for_are_refused(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_EXTRA;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
}

static void two_hanging_boots_without_a_result_are_enough(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "*";
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_string_equal(machine.asked[1], "irq/exit mmio/read_4 smc/return");
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_string_equal(cell_at(f, 0)->log, "logs/qemu-virt-gicv3.log");
	assert_string_equal(cell_at(f, 3)->log, "logs/qemu-virt-gicv3-2.log");
}

static void crashes_are_cheap_and_every_benchmark_gets_its_boot(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_PANIC;
	machine.bench = "*";
	measure(f);
	assert_int_equal(machine.boots, 4);
	assert_string_equal(machine.asked[3], "smc/return");
	assert_int_equal(run_n_missing(f->s.run), 4);
}

static void an_interrupt_keeps_what_is_complete_and_ends_the_rest(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_INTERRUPT;
	machine.bench = "mmio/read_4";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_ok(f, 0);
	assert_ok(f, 1);
	assert_missing(f, 2, "interrupted after 2 of 4 benchmarks", "logs/qemu-virt-gicv3.log");
	assert_missing(f, 3, "interrupted after 2 of 4 benchmarks", "logs/qemu-virt-gicv3.log");
}

static void after_an_interrupt_nothing_is_booted(void **state)
{
	struct fixture *f = *state;

	stop = SIGTERM;
	measure(f);
	assert_int_equal(machine.boots, 0);
	assert_missing(f, 0, "interrupted before it was measured", NULL);
}

static void an_image_that_did_not_build_is_not_booted(void **state)
{
	struct fixture *f = *state;

	strcpy(f->image.fault, "its image does not build: make exited with status 2");
	measure(f);
	assert_int_equal(machine.boots, 0);
	assert_missing(f, 1, "its image does not build: make exited with status 2", NULL);
}

static void an_image_without_parameter_block_is_not_booted(void **state)
{
	struct fixture *f = *state;
	FILE *file = fopen(f->image.path, "we");

	assert_non_null(file);
	fputs("no block here", file);
	fclose(file);
	measure(f);
	assert_int_equal(machine.boots, 0);
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "has no parameter block"));
}

static void a_log_that_cannot_be_written_is_our_own_error(void **state)
{
	struct fixture *f = *state;
	char path[128];

	snprintf(path, sizeof(path), "%s/logs", f->dir);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(session_measure(&f->s), -ENOENT);
	assert_int_equal(machine.boots, 0);
}

struct seen_events {
	unsigned boots;
	unsigned booted;
	unsigned retries;
	size_t n_ok;
};

static void count_event(void *arg, const struct session_event *ev)
{
	struct seen_events *seen = arg;

	seen->boots += ev->step == SESSION_BOOT;
	if (ev->step == SESSION_BOOTED) {
		seen->booted++;
		seen->retries += ev->will_retry;
		seen->n_ok += ev->n_ok;
	}
}

static void a_watch_is_told_of_every_boot_and_why_it_is_made_again(void **state)
{
	struct fixture *f = *state;
	struct seen_events seen = { 0 };

	f->s.watch = count_event;
	f->s.watch_arg = &seen;
	machine.fault = FAULT_PANIC;
	machine.bench = "irq/exit";
	measure(f);
	assert_int_equal(seen.boots, 2);
	assert_int_equal(seen.booted, 2);
	assert_int_equal(seen.retries, 1);
	assert_int_equal(seen.n_ok, 3);
}

#define SESSION_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(a_good_boot_fills_every_cell),
		SESSION_TEST(the_image_is_told_what_to_do_and_the_copy_is_removed),
		SESSION_TEST(the_console_is_logged_byte_for_byte),
		SESSION_TEST(a_killed_boot_keeps_what_was_complete_and_boots_the_rest_again),
		SESSION_TEST(a_panic_is_quoted),
		SESSION_TEST(a_warning_of_qemu_does_not_displace_the_last_words),
		SESSION_TEST(an_error_of_qemu_is_quoted),
		SESSION_TEST(a_hang_is_stopped_after_the_suites_timeout),
		SESSION_TEST(a_machine_that_never_speaks_is_booted_once),
		SESSION_TEST(garbage_is_no_result),
		SESSION_TEST(a_flipped_bit_costs_the_benchmark_it_is_in),
		SESSION_TEST(a_benchmark_that_the_image_fails_is_missing_for_its_reason),
		SESSION_TEST(a_sample_too_few_is_no_result),
		SESSION_TEST(another_unit_is_no_result),
		SESSION_TEST(without_the_end_of_the_run_the_last_benchmark_is_asked_for_again),
		SESSION_TEST(an_end_of_the_run_that_never_comes_costs_the_last_benchmark),
		SESSION_TEST(a_bad_exit_status_spoils_a_run_that_looks_complete),
		SESSION_TEST(a_machine_that_does_not_power_off_is_not_trusted),
		SESSION_TEST(a_missing_qemu_names_the_package),
		SESSION_TEST(another_build_is_refused),
		SESSION_TEST(another_board_is_refused),
		SESSION_TEST(another_hal_is_refused),
		SESSION_TEST(another_switch_policy_is_refused),
		SESSION_TEST(another_clock_is_refused),
		SESSION_TEST(more_benchmarks_than_asked_for_are_refused),
		SESSION_TEST(two_hanging_boots_without_a_result_are_enough),
		SESSION_TEST(crashes_are_cheap_and_every_benchmark_gets_its_boot),
		SESSION_TEST(an_interrupt_keeps_what_is_complete_and_ends_the_rest),
		SESSION_TEST(after_an_interrupt_nothing_is_booted),
		SESSION_TEST(an_image_that_did_not_build_is_not_booted),
		SESSION_TEST(an_image_without_parameter_block_is_not_booted),
		SESSION_TEST(a_log_that_cannot_be_written_is_our_own_error),
		SESSION_TEST(a_watch_is_told_of_every_boot_and_why_it_is_made_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
