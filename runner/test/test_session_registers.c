/* SPDX-License-Identifier: Apache-2.0 */
/* A session: what a CPU says it is, by its identification registers and its counter. */
#include "test/session_machine.h"

static const char *noted(const struct fixture *f, const char *key)
{
	for (size_t i = 0; i < f->s.run->n_env; i++) {
		if (strcmp(f->s.run->env[i].key, key) == 0) {
			return f->s.run->env[i].value;
		}
	}
	return NULL;
}

#define REGISTERS_KEY "registers.qemu-virt-gicv3/cortex-a57"
#define COUNTER_KEY   "counter.qemu-virt-gicv3/cortex-a57"

static void the_registers_of_the_cpu_are_noted(void **state)
{
	struct fixture *f = *state;

	machine.revidr = 0xabc;
	measure(f);
	assert_string_equal(noted(f, REGISTERS_KEY),
			    "midr=0x411fd070 mpidr=0x80000000 revidr=0xabc ctr=0x0 id_aa64pfr0=0x1 "
			    "id_aa64dfr0=0x2 id_aa64isar0=0x3 id_aa64isar1=0x4 id_aa64mmfr0=0x5 "
			    "id_aa64mmfr1=0x6");
	assert_string_equal(noted(f, COUNTER_KEY), "1000000000");
}

/* Cells 0 and 1 by one boot, 2 and 3 by another, with what is in @machine by then. */
static void measure_again(struct fixture *f, struct plan_boot *boots)
{
	boots[0] = boots[1] = f->boot;
	boots[0].n_cells = boots[1].n_cells = 2;
	boots[1].cells = &f->cells[2];
	f->plan = (struct plan){ &f->image, 1, boots, 2 };
	assert_int_equal(session_measure_boot(&f->s, &boots[0], 1), 0);
}

static void a_boot_on_another_cpu_is_refused(void **state)
{
	struct fixture *f = *state;
	struct plan_boot boots[2];

	measure_again(f, boots);
	machine.revidr = 1;
	assert_int_equal(session_measure_boot(&f->s, &boots[1], 2), 0);
	assert_ok(f, 1);
	assert_missing(
		f, 2,
		"qemu-virt-gicv3/cortex-a57 reports revidr=0x1, but revidr=0x0 in an earlier "
		"boot: not the same CPU, or not the same firmware (let every boot start on "
		"the same one)",
		"logs/qemu-virt-gicv3.log");
	assert_non_null(strstr(noted(f, REGISTERS_KEY), "revidr=0x0 "));
}

static void a_boot_with_another_counter_is_refused(void **state)
{
	struct fixture *f = *state;
	struct plan_boot boots[2];

	measure_again(f, boots);
	machine.counter_hz = 62500000;
	assert_int_equal(session_measure_boot(&f->s, &boots[1], 2), 0);
	assert_ok(f, 1);
	assert_missing(f, 3,
		       "the counter of qemu-virt-gicv3/cortex-a57 runs at 62500000 Hz, but ran at "
		       "1000000000 Hz in an earlier boot: its ticks are not the same unit",
		       "logs/qemu-virt-gicv3.log");
}

static void a_boot_that_tells_less_is_believed_and_takes_nothing_away(void **state)
{
	struct fixture *f = *state;
	struct plan_boot boots[2];

	measure_again(f, boots);
	machine.tells_no_registers = true;
	assert_int_equal(session_measure_boot(&f->s, &boots[1], 2), 0);
	assert_ok(f, 3);
	assert_non_null(strstr(noted(f, REGISTERS_KEY), "mpidr=0x80000000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(the_registers_of_the_cpu_are_noted),
		SESSION_TEST(a_boot_on_another_cpu_is_refused),
		SESSION_TEST(a_boot_with_another_counter_is_refused),
		SESSION_TEST(a_boot_that_tells_less_is_believed_and_takes_nothing_away),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
