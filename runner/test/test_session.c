/* SPDX-License-Identifier: Apache-2.0 */
/* A session: what is measured, kept, booted again and given up. */
#include "test/session_machine.h"

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

static void every_benchmark_that_hangs_costs_only_itself(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "*";
	measure(f);
	assert_int_equal(machine.boots, 4);
	assert_string_equal(machine.asked[1], "irq/exit mmio/read_4 smc/return");
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
	assert_string_equal(cell_at(f, 0)->log, "logs/qemu-virt-gicv3.log");
	assert_string_equal(cell_at(f, 3)->log, "logs/qemu-virt-gicv3-4.log");
}

static void two_hanging_benchmarks_take_no_healthy_one_with_them(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "*";
	machine.last = 2;
	measure(f);
	assert_int_equal(machine.boots, 3);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 2);
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void a_machine_that_spoke_before_gets_a_second_chance(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "hvc/return";
	machine.last = 1;
	machine.n_silent = 1;
	measure(f);
	assert_int_equal(machine.boots, 3);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 1);
	assert_ok(f, 3);
}

static void two_boots_that_reach_no_benchmark_are_enough(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG;
	machine.bench = "hvc/return";
	machine.last = 1;
	machine.n_silent = 8;
	measure(f);
	assert_int_equal(machine.boots, 3);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
}

static void crashes_are_cheap_and_every_benchmark_gets_its_boot(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_PANIC;
	machine.bench = "*";
	measure(f);
	assert_int_equal(machine.boots, 4);
	assert_string_equal(machine.asked[3], "smc/return");
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
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
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
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
		SESSION_TEST(every_benchmark_that_hangs_costs_only_itself),
		SESSION_TEST(two_hanging_benchmarks_take_no_healthy_one_with_them),
		SESSION_TEST(a_machine_that_spoke_before_gets_a_second_chance),
		SESSION_TEST(two_boots_that_reach_no_benchmark_are_enough),
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
