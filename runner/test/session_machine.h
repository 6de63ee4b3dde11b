/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From booted images to cells, with a machine that is made up here: it reads the parameter block of
 * the image that it is given, as the real one does, and answers in wire records, with the fault
 * that a test asks for.
 */
#ifndef TEST_SESSION_MACHINE_H
#define TEST_SESSION_MACHINE_H

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
	FAULT_WARMUP,      /* bench warms up once more than asked for */
	FAULT_OVERHEAD,    /* bench has an overhead that nothing can hold */
	FAULT_SAMPLE,      /* bench has a sample like that */
	FAULT_EACH,        /* bench has machine.each, not its samples' median */
	FAULT_EXITS,       /* bench has the exits of machine.exits, for machine.expect */
	FAULT_NO_END,      /* exit status 0, but no end of the run */
	FAULT_BAD_EXIT,    /* the end of the run, then exit status 3 */
	FAULT_STAYS,       /* the end of the run and of the console, but no exit */
	FAULT_HANG_AT_END, /* the end of the run, then silence */
	FAULT_SILENT,      /* nothing at all, for ever */
	FAULT_GARBAGE,     /* no record, exit status 0 */
	FAULT_NOT_OPEN,    /* no such program */
	FAULT_EXTRA,       /* one benchmark more announced than asked for */
	FAULT_INTERRUPT,   /* the user stops us inside bench */
	FAULT_NA,          /* none: bench does not apply */
};

static struct machine {
	enum fault fault;  /* of every boot until the one after last */
	unsigned last;     /* number of the last boot that has it, from 1 */
	unsigned n_silent; /* boots after that one that say nothing */
	const char *expect;
	const char *exits;
	const char *bench; /* where it is; "*": in whichever comes first */
	const char *build;
	const char *board;
	const char *hal;
	const char *clock;
	const char *switch_policy;
	const char *vectors;
	unsigned batch;     /* operations in a sample; 0: one */
	const char *each;   /* of FAULT_EACH */
	const char *spoils; /* of a self-check that fails; NULL: none does */
	bool is_deaf;       /* to what flags ask for */
	const char *toolchain;
	const char *flags;
	bool tells_no_registers; /* but MIDR */
	uint64_t revidr;
	uint64_t counter_hz;     /* 0: 1 GHz */
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

static inline void put(void *arg, const char *bytes, size_t len)
{
	fwrite(bytes, 1, len, ((struct target *)arg)->out);
}

static inline void write_hello(struct wire_writer *w, uint64_t n)
{
	wire_begin(w, WIRE_HELLO);
	wire_u64(w, "proto", WIRE_PROTO);
	wire_str(w, "build", machine.build);
	wire_str(w, "board", machine.board);
	wire_str(w, "hal", machine.hal);
	wire_str(w, "switch", machine.switch_policy);
	wire_str(w, "vectors", machine.vectors);
	wire_str(w, "toolchain", machine.toolchain);
	wire_str(w, "flags", machine.flags);
	wire_hex(w, "midr", 0x411fd070);
	wire_u64(w, "cntfrq", machine.counter_hz != 0 ? machine.counter_hz : 1000000000);
	wire_u64(w, "step", 1);
	wire_str(w, "clock", machine.clock);
	wire_u64(w, "cold", !machine.is_deaf && (machine.params.flags & PARAMS_COLD) != 0);
	wire_u64(w, "load", !machine.is_deaf && (machine.params.flags & PARAMS_LOAD) != 0);
	wire_u64(w, "benches", n);
	wire_end(w);
}

static inline void write_registers(struct wire_writer *w)
{
	static const char *const others[] = { "ctr",          "id_aa64pfr0",  "id_aa64dfr0",
					      "id_aa64isar0", "id_aa64isar1", "id_aa64mmfr0",
					      "id_aa64mmfr1" };

	wire_begin(w, WIRE_REGISTERS);
	wire_hex(w, "mpidr", 0x80000000);
	wire_hex(w, "revidr", machine.revidr);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		wire_hex(w, others[i], i);
	}
	wire_end(w);
}

static inline void write_checks(struct wire_writer *w)
{
	wire_begin(w, WIRE_CHECK);
	wire_str(w, "check", "monotonic");
	wire_u64(w, "ok", 1);
	wire_str(w, "spoils", "*");
	wire_end(w);
	if (machine.spoils != NULL) {
		wire_begin(w, WIRE_CHECK);
		wire_str(w, "check", "timer");
		wire_u64(w, "ok", 0);
		wire_str(w, "spoils", machine.spoils);
		wire_str(w, "why", "no interrupt came");
		wire_end(w);
	}
}

static inline void write_counts(struct wire_writer *w, const char *bench)
{
	wire_begin(w, WIRE_PMU);
	wire_str(w, "bench", bench);
	wire_u64(w, "cycles", 300);
	wire_u64(w, "el2_cycles", 200);
	wire_end(w);
}

static inline void write_na(struct wire_writer *w, const char *bench)
{
	wire_begin(w, WIRE_NOT_APPLICABLE);
	wire_str(w, "bench", bench);
	wire_str(w, "why", "no EL3 firmware");
	wire_end(w);
}

static inline void write_samples(struct target *t, struct wire_writer *w, enum fault fault,
				 size_t n)
{
	const uint64_t last = fault == FAULT_SAMPLE ? UINT64_MAX : 104;
	const uint64_t samples[SAMPLES] = { 104, 104, 104, 130, last };
	long before = ftell(t->out);

	wire_samples(w, samples, n);
	if (fault == FAULT_FLIP) {
		fflush(t->out);
		t->text[before + 14] ^= 1;
	}
}

static inline void write_end_bench(struct wire_writer *w, const char *bench, size_t n,
				   enum fault fault)
{
	char each[32];

	wire_begin(w, WIRE_END_BENCH);
	wire_str(w, "bench", bench);
	wire_u64(w, "n", n);
	wire_u64(w, "overhead", fault == FAULT_OVERHEAD ? UINT64_MAX : 4);
	wire_u64(w, "dropped", 0);
	wire_u64(w, "bad", 0);
	wire_str(w, "exits", fault == FAULT_EXITS ? machine.exits : "hvc:5");
	wire_u64(w, "floor", 3);
	if (machine.batch != 0) {
		wire_u64(w, "batch", machine.batch);
	}
	snprintf(each, sizeof(each), "%g", 104.0 / (machine.batch != 0 ? machine.batch : 1));
	wire_str(w, "each", fault == FAULT_EACH ? machine.each : each);
	wire_end(w);
}

static inline void write_begin_bench(struct wire_writer *w, const char *bench, size_t n,
				     enum fault fault)
{
	wire_begin(w, WIRE_BENCH);
	wire_str(w, "bench", bench);
	wire_str(w, "payload", "hvc_loop");
	wire_str(w, "unit", fault == FAULT_UNIT ? "ticks" : "instructions");
	wire_u64(w, "warmup", machine.params.warmup + (fault == FAULT_WARMUP));
	wire_u64(w, "samples", n);
	wire_str(w, "expect", fault == FAULT_EXITS ? machine.expect : "hvc:1");
	wire_end(w);
}

/* False when the machine does not get beyond this benchmark. */
static inline bool write_bench(struct target *t, struct wire_writer *w, const char *bench,
			       enum fault fault)
{
	size_t n = fault == FAULT_SHORT ? SAMPLES - 1 : SAMPLES;

	if (fault == FAULT_NA) {
		write_na(w, bench);
		return true;
	}
	write_begin_bench(w, bench, n, fault);
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
		write_samples(t, w, fault, n);
		write_counts(w, bench);
		write_end_bench(w, bench, n, fault);
		return true;
	}
}

static inline void write_end(struct wire_writer *w, uint64_t n, uint64_t failed, uint64_t na)
{
	wire_begin(w, WIRE_END_RUN);
	wire_u64(w, "benches", n);
	wire_u64(w, "failed", failed);
	wire_u64(w, "na", na);
	wire_end(w);
}

static inline void write_run(struct target *t, enum fault fault)
{
	char names[PARAMS_BENCHES_LEN];
	struct wire_writer w;
	uint64_t n = 1;
	uint64_t failed = 0;
	uint64_t na = 0;
	char *rest = NULL;

	memcpy(names, machine.params.benches, sizeof(names));
	for (const char *p = names; *p != '\0'; p++) {
		n += *p == ' ';
	}
	wire_writer_init(&w, put, t);
	fputs("firmware says hello\r\n", t->out);
	write_hello(&w, fault == FAULT_EXTRA ? n + 1 : n);
	if (!machine.tells_no_registers) {
		write_registers(&w);
	}
	write_checks(&w);
	for (char *b = strtok_r(names, " ", &rest); b != NULL; b = strtok_r(NULL, " ", &rest)) {
		bool is_here = machine.bench != NULL &&
			       (strcmp(machine.bench, b) == 0 || strcmp(machine.bench, "*") == 0);

		if (!write_bench(t, &w, b, is_here ? fault : FAULT_NONE)) {
			return;
		}
		failed += is_here && fault == FAULT_FAIL;
		na += is_here && fault == FAULT_NA;
	}
	if (fault != FAULT_NO_END) {
		write_end(&w, n, failed, na);
	}
	t->hangs = fault == FAULT_HANG_AT_END;
	t->end.exit_code = fault == FAULT_BAD_EXIT ? 3 : 0;
}

/* As the image does: takes its orders from the block, once it has checked them. */
static inline void read_params(const char *path)
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

static inline int machine_open(struct target **out, const struct target_spec *spec, char *why)
{
	enum fault fault = machine.fault;
	struct target *t;

	why[0] = '\0';
	machine.boots++;
	assert_true(machine.boots <= 8);
	if (machine.last != 0 && machine.boots > machine.last) {
		fault = machine.boots <= machine.last + machine.n_silent ? FAULT_SILENT
									 : FAULT_NONE;
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

static inline ssize_t machine_read(struct target *t, char *buf, size_t len, int timeout_ms)
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

static inline void machine_close(struct target *t, struct target_end *end)
{
	*end = t->end;
	end->was_stopped = machine.fault == FAULT_STAYS;
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

static inline void write_image(const char *path)
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

static inline void add_cells(struct fixture *f, const char *const *names, size_t n)
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
static inline void make_image(struct fixture *f)
{
	const struct image_choice choice = { board_name, "gcc", "static", "lazy", "plain",
					     "-O2",      0,     0,        false };

	assert_int_equal(image_init(&f->image, f->dir, &choice), 0);
	free(f->image.path);
	assert_true(asprintf(&f->image.path, "%s/bench.elf", f->dir) > 0);
	write_image(f->image.path);
	strcpy(f->image.build, BUILD);
	strcpy(f->image.toolchain, "gcc-12.2.0");
}

static inline void make_session(struct fixture *f)
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

static inline int set_up(void **state)
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
				    .switch_policy = "lazy",
				    .vectors = "plain",
				    .toolchain = "gcc-12.2.0",
				    .flags = "-O2" };
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *const rm[] = { "rm", "-rf", f->dir, NULL };
	char said[8];
	int rc;

	rc = proc_capture(rm, NULL, 10000, NULL, said, sizeof(said));
	run_free(f->s.run);
	image_free(&f->image);
	free(f);
	return rc;
}

static inline void measure(struct fixture *f)
{
	assert_int_equal(session_measure(&f->s), 0);
}

static inline const struct cell *cell_at(const struct fixture *f, size_t i)
{
	return &f->s.run->cells[i];
}

static inline void assert_ok(const struct fixture *f, size_t i)
{
	const struct cell *cell = cell_at(f, i);

	assert_int_equal(cell->status, CELL_OK);
	assert_int_equal(cell->n, SAMPLES);
	assert_int_equal(cell->sum.n, SAMPLES);
	assert_null(cell->error);
}

static inline void assert_missing(const struct fixture *f, size_t i, const char *why,
				  const char *log)
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

#define SESSION_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
