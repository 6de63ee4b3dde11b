/* SPDX-License-Identifier: Apache-2.0 */
/* Self-checks, counts, floors, batches and what does not apply: what is taken, and what is refused. */
#include <stdio.h>
#include <string.h>

#include "test/damage.h"

#define RUN(name) cmocka_unit_test_setup_teardown(name, start, stop)

static void feed_all(void)
{
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, "");
	assert_true(ingest_is_complete(&in));
}

static void all_that_may_be_there_is_taken(void **state)
{
	(void)state;
	console_hello(&con, 2);
	console_send(&con, "K check=monotonic ok=1 spoils=*");
	console_send(&con, "K check=timer ok=0 spoils=irq/*,wfx/* why=no_interrupt_came");
	console_send(&con, "N bench=smc/forward why=no_EL3_firmware");
	console_bench(&con, "a", 1);
	console_send(&con, "S at=0 v=100");
	console_send(&con, "P bench=a cycles=7 instructions=6 el2_cycles=5 el2_instructions=4");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=- floor=9 batch=64");
	console_send(&con, "Z benches=2 failed=0 na=1");
	feed_all();
	assert_int_equal(in.n_checks, 2);
	assert_string_equal(in.checks[0].name, "monotonic");
	assert_true(in.checks[0].ok);
	assert_string_equal(in.checks[0].why, "");
	assert_false(in.checks[1].ok);
	assert_string_equal(in.checks[1].spoils, "irq/*,wfx/*");
	assert_string_equal(in.checks[1].why, "no interrupt came");
	assert_int_equal(in.benches[0].state, INGEST_NA);
	assert_string_equal(in.benches[0].name, "smc/forward");
	assert_string_equal(in.benches[0].why, "no EL3 firmware");
	assert_int_equal(in.benches[1].state, INGEST_COMPLETE);
	assert_int_equal(in.benches[1].count[INGEST_CYCLES], 7);
	assert_int_equal(in.benches[1].count[INGEST_INSTRUCTIONS], 6);
	assert_int_equal(in.benches[1].count[INGEST_EL2_CYCLES], 5);
	assert_int_equal(in.benches[1].count[INGEST_EL2_INSTRUCTIONS], 4);
	assert_true(in.benches[1].has_floor);
	assert_int_equal(in.benches[1].floor, 9);
	assert_int_equal(in.benches[1].batch, 64);
}

static void what_is_left_out_is_not_there(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_bench(&con, "a", 1);
	console_send(&con, "S at=0 v=100");
	console_send(&con, "P bench=a el2_cycles=5");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=-");
	console_send(&con, "Z benches=1 failed=0 na=0");
	feed_all();
	assert_false(in.benches[0].has_count[INGEST_CYCLES]);
	assert_true(in.benches[0].has_count[INGEST_EL2_CYCLES]);
	assert_false(in.benches[0].has_floor);
	assert_int_equal(in.benches[0].batch, 1);
}

static void the_hello_says_vectors_and_how_it_measures(void **state)
{
	(void)state;
	console_send(
		&con,
		"H proto=3 build=0 board=b hal=h switch=s vectors=null-call toolchain=t flags=f "
		"midr=0 cntfrq=1 step=3 clock=exact cold=1 load=0 benches=0");
	console_send(&con, "Z benches=0 failed=0 na=0");
	feed_all();
	assert_string_equal(in.hello.vectors, "null-call");
	assert_int_equal(in.hello.step, 3);
	assert_true(in.hello.cold);
	assert_false(in.hello.load);
	ingest_free(&in);
	start(NULL);
	console_send(&con, "H proto=3 build=0 board=b hal=h switch=s vectors=v toolchain=t flags=f "
			   "midr=0 cntfrq=1 step=3 clock=exact cold=2 load=0 benches=0");
	check_damage("line 1: cold=2 is not 0 or 1");
}

#define REGISTERS                                                                                  \
	"I mpidr=0x80000000 revidr=0x0 ctr=0x8444c004 id_aa64pfr0=0x1002222 "                      \
	"id_aa64dfr0=0x10305106 id_aa64isar0=0x11120 id_aa64isar1=0x0 id_aa64mmfr0=4388 "          \
	"id_aa64mmfr1=0x0"

static void the_registers_of_the_cpu_are_kept_as_numbers(void **state)
{
	(void)state;
	console_hello(&con, 0);
	console_send(&con, REGISTERS);
	console_send(&con, "Z benches=0 failed=0 na=0");
	feed_all();
	assert_true(ingest_is_complete(&in));
	assert_string_equal(
		in.hello.registers,
		"midr=0x411fd070 mpidr=0x80000000 revidr=0x0 ctr=0x8444c004 id_aa64pfr0=0x1002222 "
		"id_aa64dfr0=0x10305106 id_aa64isar0=0x11120 id_aa64isar1=0x0 id_aa64mmfr0=0x1124 "
		"id_aa64mmfr1=0x0");
}

static void the_longest_registers_fit(void **state)
{
	static const char last[] = " id_aa64mmfr1=0xffffffffffffffff";

	(void)state;
	console_hello(&con, 0);
	console_send(&con, "I mpidr=18446744073709551615 revidr=18446744073709551615 "
			   "ctr=18446744073709551615 id_aa64pfr0=18446744073709551615 "
			   "id_aa64dfr0=18446744073709551615 id_aa64isar0=0xffffffffffffffff "
			   "id_aa64isar1=0xffffffffffffffff id_aa64mmfr0=0xffffffffffffffff "
			   "id_aa64mmfr1=0xffffffffffffffff");
	console_send(&con, "Z benches=0 failed=0 na=0");
	feed_all();
	assert_true(ingest_is_complete(&in));
	assert_string_equal(in.hello.registers + strlen(in.hello.registers) - strlen(last), last);
}

static void a_console_of_an_image_that_tells_no_registers_is_whole(void **state)
{
	(void)state;
	console_hello(&con, 0);
	console_send(&con, "K check=a ok=1 spoils=*");
	console_send(&con, "Z benches=0 failed=0 na=0");
	feed_all();
	assert_true(ingest_is_complete(&in));
	assert_string_equal(in.hello.registers, "midr=0x411fd070");
}

static void registers_come_once_and_just_behind_the_hello(void **state)
{
	(void)state;
	console_hello(&con, 2);
	console_send(&con, REGISTERS);
	console_send(&con, REGISTERS);
	check_damage("line 3: record 2 (I) has registers, but not just behind the hello");
	ingest_free(&in);
	start(NULL);
	console_hello(&con, 2);
	console_send(&con, "K check=a ok=1 spoils=*");
	console_send(&con, REGISTERS);
	check_damage("line 3: record 2 (I) has registers, but not just behind the hello");
	begin(1);
	console_send(&con, REGISTERS);
	check_damage("line 3: record 2 (I) has registers, but not just behind the hello");
}

static void registers_that_are_no_numbers_or_not_all_are_damage(void **state)
{
	(void)state;
	console_hello(&con, 2);
	console_send(&con, "I mpidr=0x80000000 revidr=0x0");
	check_damage("line 2: record 1 (I) lacks ctr id_aa64pfr0 id_aa64dfr0 id_aa64isar0 "
		     "id_aa64isar1 id_aa64mmfr0 id_aa64mmfr1");
	ingest_free(&in);
	start(NULL);
	console_hello(&con, 2);
	console_send(&con, "I mpidr=-1 revidr=0x0 ctr=0x8444c004 id_aa64pfr0=0 id_aa64dfr0=0 "
			   "id_aa64isar0=0 id_aa64isar1=0 id_aa64mmfr0=0 id_aa64mmfr1=0");
	check_damage("line 2: mpidr=-1 is not a number");
}

static void a_self_check_comes_once_and_before_the_benchmarks(void **state)
{
	(void)state;
	console_hello(&con, 2);
	console_send(&con, "K check=a ok=1 spoils=*");
	console_send(&con, "K check=a ok=1 spoils=*");
	check_damage("line 3: self-check a comes a second time");
	begin(1);
	console_send(&con, "K check=k ok=1 spoils=*");
	check_damage("line 3: self-check k comes behind a");
	console_hello(&con, 2);
	console_send(&con, "N bench=b why=x");
	console_send(&con, "K check=k ok=1 spoils=*");
	check_damage("line 3: self-check k comes behind b");
	console_send(&con, "K check=k ok=1 spoils=*");
	check_damage("line 1: record 0 is K, not the hello");
	console_hello(&con, 2);
	for (unsigned int i = 0; i <= INGEST_CHECKS_MAX; i++) {
		console_send(&con, "K check=k%u ok=1 spoils=*", i);
	}
	check_damage("line 18: more than 16 self-checks");
}

static void a_self_check_has_a_reason_when_it_failed_and_only_then(void **state)
{
	(void)state;
	console_hello(&con, 2);
	console_send(&con, "K check=k ok=0 spoils=*");
	check_damage("line 2: self-check k failed without a reason");
	console_hello(&con, 2);
	console_send(&con, "K check=k ok=1 spoils=* why=x");
	check_damage("line 2: self-check k is well and has a reason why not");
	console_hello(&con, 2);
	console_send(&con, "K check=k ok=yes spoils=*");
	check_damage("line 2: ok=yes is not 0 or 1");
	console_hello(&con, 2);
	console_send(&con, "K check=k ok=1");
	check_damage("line 2: record 1 (K) lacks spoils [why]");
	console_hello(&con, 2);
	console_send(&con, "K check=0123456789abcdef0123456789abcdef ok=1 spoils=*");
	check_damage("line 2: check has 32 bytes, more than 31");
}

static void what_does_not_apply_stands_alone_and_once(void **state)
{
	(void)state;
	begin(1);
	console_send(&con, "N bench=a why=x");
	check_damage("line 3: record 2 (N) stands inside a");
	begin(1);
	end();
	console_send(&con, "N bench=a why=x");
	check_damage("line 5: a comes a second time");
	console_hello(&con, 1);
	console_send(&con, "N bench=a why=x");
	console_bench(&con, "a", 1);
	check_damage("line 3: a comes a second time");
	console_hello(&con, 1);
	console_send(&con, "N bench=a why=x");
	console_send(&con, "N bench=b why=x");
	check_damage("line 3: more benchmarks than the 1 announced");
	console_hello(&con, 1);
	console_send(&con, "N bench=a");
	check_damage("line 2: record 1 (N) lacks why");
}

static void the_end_counts_what_does_not_apply_apart_from_what_failed(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_send(&con, "N bench=a why=x");
	console_send(&con, "Z benches=1 failed=0 na=0");
	check_damage(
		"line 3: the end of the run counts 0 benchmarks that do not apply, but 1 came");
	console_hello(&con, 1);
	console_send(&con, "N bench=a why=x");
	console_send(&con, "Z benches=1 failed=1 na=0");
	check_damage("line 3: the end of the run counts 1 failed benchmarks, but 0 came");
	console_hello(&con, 1);
	console_send(&con, "F bench=a why=x");
	console_send(&con, "Z benches=1 failed=1 na=1");
	check_damage(
		"line 3: the end of the run counts 1 benchmarks that do not apply, but 0 came");
	console_hello(&con, 0);
	console_send(&con, "Z benches=0 failed=0");
	check_damage("line 2: record 1 (Z) lacks na");
}

static void counts_come_once_inside_their_benchmark_behind_its_samples(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_send(&con, "P bench=a cycles=1");
	check_damage("line 2: record 1 (P) outside a benchmark");
	begin(1);
	console_send(&con, "P bench=b cycles=1");
	check_damage("line 3: record 2 (P) is for b, inside a");
	begin(1);
	console_send(&con, "P bench=a cycles=1");
	console_send(&con, "P bench=a cycles=1");
	check_damage("line 4: the counts of a come a second time");
	begin(1);
	console_send(&con, "P bench=a cycles=1");
	console_send(&con, "S at=0 v=1");
	check_damage("line 4: samples of a come behind its counts");
	begin(1);
	console_send(&con, "P bench=a cycles=many");
	check_damage("line 3: cycles=many is not a number");
	begin(1);
	console_send(&con, "P bench=a joules=1");
	check_damage("line 3: record 2 (P) has joules behind its last key");
}

static void floors_and_batches_are_numbers_and_a_sample_has_an_operation(void **state)
{
	(void)state;
	begin(1);
	console_send(&con, "S at=0 v=1");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=- floor=-2");
	check_damage("line 4: floor=-2 is not a number");
	begin(1);
	console_send(&con, "S at=0 v=1");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=- batch=0");
	check_damage("line 4: a has no operation in a sample");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(all_that_may_be_there_is_taken),
		RUN(what_is_left_out_is_not_there),
		RUN(the_hello_says_vectors_and_how_it_measures),
		RUN(the_registers_of_the_cpu_are_kept_as_numbers),
		RUN(the_longest_registers_fit),
		RUN(a_console_of_an_image_that_tells_no_registers_is_whole),
		RUN(registers_come_once_and_just_behind_the_hello),
		RUN(registers_that_are_no_numbers_or_not_all_are_damage),
		RUN(a_self_check_comes_once_and_before_the_benchmarks),
		RUN(a_self_check_has_a_reason_when_it_failed_and_only_then),
		RUN(what_does_not_apply_stands_alone_and_once),
		RUN(the_end_counts_what_does_not_apply_apart_from_what_failed),
		RUN(counts_come_once_inside_their_benchmark_behind_its_samples),
		RUN(floors_and_batches_are_numbers_and_a_sample_has_an_operation),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
