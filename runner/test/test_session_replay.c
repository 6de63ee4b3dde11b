/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recorded consoles, good and damaged, through the replay target. good.log is what QEMU sent for
 * all eight benchmarks with 64 samples; the others are it with a bit flipped, a line lost, the end
 * cut off, and so on. Started from the top of the source tree, as make test does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/proc.h"
#include "session/session.h"
#include "target/target.h"

#define LOGS     "runner/test/data/session/"
#define N_CELLS  8u
#define AGAIN_OF "the image announced 8 benchmarks, but was asked for "

struct fixture {
	char dir[64];
	char log[128];
	char *args[1];
	char name[16];
	struct suite_cfg suite;
	struct board_cfg board;
	struct image image;
	struct plan_boot boot;
	struct plan plan;
	size_t cells[N_CELLS];
	struct session s;
};

static void write_image(struct fixture *f)
{
	struct params params = { .magic = { 0 } };
	FILE *file;

	memcpy(params.magic, PARAMS_MAGIC, PARAMS_MAGIC_LEN);
	free(f->image.path);
	assert_true(asprintf(&f->image.path, "%s/bench.elf", f->dir) > 0);
	file = fopen(f->image.path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(&params, sizeof(params), 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

static void add_cells(struct fixture *f)
{
	static const char *const names[N_CELLS] = {
		"hvc/return", "irq/exit",           "mmio/read_4",       "mmio/write_4",
		"smc/return", "switch/world_entry", "switch/world_exit", "sysreg/sgi1r_empty",
	};

	f->s.run = run_new();
	assert_non_null(f->s.run);
	for (size_t i = 0; i < N_CELLS; i++) {
		struct cell *cell = run_add_cell(f->s.run);

		assert_non_null(cell);
		cell->key.benchmark = strdup(names[i]);
		f->cells[i] = i;
	}
}

static int set_up(void **state)
{
	static char board_name[] = "qemu-virt-gicv3";
	struct fixture *f = calloc(1, sizeof(*f));
	char path[128];

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-replay-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(path, sizeof(path), "%s/logs", f->dir);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(image_init(&f->image, f->dir,
				    &(struct image_choice){ board_name, "gcc", "static", "lazy",
							    "plain", "-O2", 0, 0, false }),
			 0);
	write_image(f);
	/* as the hello of good.log says */
	strcpy(f->image.build, "f514292df7ada13e007f806628a098c6");
	strcpy(f->image.toolchain, "gcc-12.2.0");
	strcpy(f->name, "replay");
	f->suite = (struct suite_cfg){ .clock = CLOCK_EXACT, .warmup = 16, .timeout_s = 5 };
	f->args[0] = f->log;
	f->board = (struct board_cfg){ .name = board_name, .exact = { f->args, 1 } };
	f->boot = (struct plan_boot){ .board = &f->board,
				      .cpu = "cortex-a57",
				      .name = f->name,
				      .ops = target_find("replay"),
				      .argv = &f->board.exact,
				      .cells = f->cells,
				      .n_cells = N_CELLS };
	f->plan = (struct plan){ &f->image, 1, &f->boot, 1 };
	f->s = (struct session){
		.root = f->dir, .dir = f->dir, .suite = &f->suite, .plan = &f->plan, .samples = 64
	};
	add_cells(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
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

static struct fixture *replay(void **state, const char *log)
{
	struct fixture *f = *state;

	snprintf(f->log, sizeof(f->log), LOGS "%s", log);
	assert_int_equal(session_measure(&f->s), 0);
	return f;
}

/* The first @n cells have a result and no other has. */
static void assert_first_ok(const struct fixture *f, size_t n)
{
	for (size_t i = 0; i < N_CELLS; i++) {
		assert_int_equal(f->s.run->cells[i].status, i < n ? CELL_OK : CELL_MISSING);
	}
}

static void assert_error(const struct fixture *f, size_t i, const char *words)
{
	if (strstr(f->s.run->cells[i].error, words) == NULL) {
		fail_msg("'%s' is not in '%s'", words, f->s.run->cells[i].error);
	}
}

static void a_recorded_good_boot_gives_every_cell(void **state)
{
	struct fixture *f = replay(state, "good.log");
	const struct cell *irq = &f->s.run->cells[1];

	assert_first_ok(f, N_CELLS);
	assert_int_equal(irq->n, 64);
	assert_int_equal(irq->samples[0], 123);
	assert_int_equal(irq->samples[63], 123);
	assert_int_equal(irq->overhead, 6);
	assert_string_equal(irq->unit, "instructions");
	assert_int_equal(irq->n_exits, 1);
	assert_string_equal(irq->exits[0].name, "external_interrupt");
	assert_int_equal(irq->exits[0].count, 64);
	assert_int_equal(f->s.run->cells[5].n_exits, 0); /* switch/world_entry has none */
}

static void a_flipped_bit_spoils_its_benchmark_and_none_before(void **state)
{
	struct fixture *f = replay(state, "flipped.log");

	assert_first_ok(f, 2);
	assert_error(f, 2, "the console is damaged (line 9: ");
	assert_error(f, 2, "after 2 of 8 benchmarks");
	assert_error(f, 3, AGAIN_OF "5");
}

static void a_lost_line_spoils_its_benchmark_and_none_before(void **state)
{
	struct fixture *f = replay(state, "gap.log");

	assert_first_ok(f, 1);
	assert_error(f, 1, "the console is damaged (line 6: ");
	assert_error(f, 2, AGAIN_OF "6");
}

static void a_console_that_stops_inside_a_record_keeps_what_was_complete(void **state)
{
	struct fixture *f = replay(state, "killed.log");

	assert_first_ok(f, 3);
	assert_error(f, 3, AGAIN_OF "5");
}

static void a_panic_ends_the_results_where_it_happened(void **state)
{
	struct fixture *f = replay(state, "panic.log");

	assert_first_ok(f, 3);
}

static void a_console_without_the_end_of_the_run_lacks_the_last_benchmark(void **state)
{
	struct fixture *f = replay(state, "no_end.log");

	assert_first_ok(f, 7);
	assert_error(f, 7, AGAIN_OF "1");
}

static void noise_inside_a_record_spoils_its_benchmark_and_none_before(void **state)
{
	struct fixture *f = replay(state, "garbage.log");

	assert_first_ok(f, 2);
	assert_error(f, 2, "the console is damaged (line 9: ");
}

static void the_log_is_a_copy_of_the_recording(void **state)
{
	struct fixture *f = replay(state, "garbage.log");
	char copy[128];
	const char *const cmp[] = { "cmp", f->log, copy, NULL };
	char said[64];

	snprintf(copy, sizeof(copy), "%s/logs/replay.log", f->dir);
	assert_int_equal(proc_capture(cmp, NULL, 10000, NULL, said, sizeof(said)), 0);
}

static void a_recording_of_another_image_gives_nothing(void **state)
{
	struct fixture *f = *state;

	strcpy(f->image.build, "00000000000000000000000000000000");
	replay(state, "good.log");
	assert_first_ok(f, 0);
	assert_error(f, 0, "the image says build 'f514292df7ada13e007f806628a098c6'");
}

static void a_missing_recording_is_named(void **state)
{
	struct fixture *f = replay(state, "nothing.log");

	assert_first_ok(f, 0);
	assert_error(f, 0, "cannot start " LOGS "nothing.log: No such file or directory");
}

#define REPLAY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REPLAY_TEST(a_recorded_good_boot_gives_every_cell),
		REPLAY_TEST(a_flipped_bit_spoils_its_benchmark_and_none_before),
		REPLAY_TEST(a_lost_line_spoils_its_benchmark_and_none_before),
		REPLAY_TEST(a_console_that_stops_inside_a_record_keeps_what_was_complete),
		REPLAY_TEST(a_panic_ends_the_results_where_it_happened),
		REPLAY_TEST(a_console_without_the_end_of_the_run_lacks_the_last_benchmark),
		REPLAY_TEST(noise_inside_a_record_spoils_its_benchmark_and_none_before),
		REPLAY_TEST(the_log_is_a_copy_of_the_recording),
		REPLAY_TEST(a_recording_of_another_image_gives_nothing),
		REPLAY_TEST(a_missing_recording_is_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
