/* SPDX-License-Identifier: Apache-2.0 */
/* Which vCPU is on: CPU_ON, CPU_OFF, AFFINITY_INFO, CPU_SUSPEND, and the end of the guest. Numbers are
 * those of DEN 0022, "Function prototypes" and "Return error codes". */
#include "unit/cm.h"
#include "unit/vpsci_fixture.h"

#define CPU_SUSPEND_32   0x84000001
#define CPU_SUSPEND_64   0xc4000001
#define AFFINITY_INFO_32 0x84000004
#define AFFINITY_INFO_64 0xc4000004

#define SUCCESS            UINT64_C(0)
#define INVALID_PARAMETERS UINT64_C(0xfffffffffffffffe)
#define ALREADY_ON         UINT64_C(0xfffffffffffffffc)
#define ON_PENDING         UINT64_C(0xfffffffffffffffb)
#define INVALID_ADDRESS    UINT64_C(0xfffffffffffffff7)

static void cpu_on_hands_entry_and_argument_over_and_kicks(void **state)
{
	struct vm *vm = *state;

	assert_int_equal(turn_on(vm, 2, RAM + 0x40, 0xfedcba9876543210), SUCCESS);
	assert_int_equal(vpsci_power_of(&vm->cpus[2]), VPSCI_ON_PENDING);
	assert_int_equal(vm->cpus[2].psci.entry_ipa, RAM + 0x40);
	assert_int_equal(vm->cpus[2].psci.arg, 0xfedcba9876543210);
	assert_int_equal(n_kicks, 1);
	assert_int_equal(kicked_cpu, vm->cpus[2].host_cpu);
}

static void assert_refused(struct vm *vm, uint64_t target, uint64_t entry_ipa, uint64_t why)
{
	struct vpsci_cpu before = vm->cpus[1].psci;

	assert_int_equal(turn_on(vm, target, entry_ipa, 7), why);
	assert_int_equal(vm->cpus[1].psci.power, before.power);
	assert_int_equal(vm->cpus[1].psci.entry_ipa, before.entry_ipa);
	assert_int_equal(vm->cpus[1].psci.arg, before.arg);
	assert_int_equal(n_kicks, 0);
}

static void cpu_on_refuses_a_cpu_that_is_not_off(void **state)
{
	struct vm *vm = *state;

	assert_refused(vm, 0, RAM, ALREADY_ON);
	vpsci_set_power(&vm->cpus[1], VPSCI_ON);
	assert_refused(vm, 1, RAM, ALREADY_ON);
	vpsci_set_power(&vm->cpus[1], VPSCI_ON_PENDING);
	assert_refused(vm, 1, RAM, ON_PENDING);
	/* Another CPU is turning it on just now. */
	vpsci_set_power(&vm->cpus[1], VPSCI_CLAIMED);
	assert_refused(vm, 1, RAM, ON_PENDING);
}

static void cpu_on_refuses_what_is_no_cpu(void **state)
{
	/* The last is MPIDR_EL1 of vCPU 1 as the guest reads it, bit 31 included. */
	static const uint64_t targets[] = { 4,          16,          0x100,
					    0x10001,    0x100000001, UINT64_C(1) << 40,
					    UINT64_MAX, 0x1000001,   0x80000001 };

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		assert_refused(*state, targets[i], RAM, INVALID_PARAMETERS);
	}
}

static void cpu_on_refuses_an_entry_outside_of_memory(void **state)
{
	static const uint64_t entries[] = {
		0, RAM - 4, RAM_END, RAM + 1, RAM + 2, UINT64_MAX - 3, RAM | UINT64_C(1) << 32
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		assert_refused(*state, 1, entries[i], INVALID_ADDRESS);
	}
	assert_int_equal(turn_on(*state, 1, RAM_END - 4, 0), SUCCESS);
}

static void cpu_on_by_smc_steps_over_it(void **state)
{
	struct vm *vm = *state;
	struct vcpu_exit exit = {
		.reason = VCPU_EXIT_CPU_UP,
		.cpu_up = { .target = 1, .entry_ipa = RAM, .is_smc = true },
	};

	vcpu_set_pc(&vm->cpus[0].vcpu, CALL_PC);
	assert_int_equal(vpsci_cpu_on(&vm->cpus[0], &exit), ACTION_RESUME);
	assert_int_equal(vcpu_pc(&vm->cpus[0].vcpu), CALL_PC + 4);
}

static void cpu_off_stops_the_run_loop(void **state)
{
	struct vm *vm = *state;
	struct vcpu_exit exit = { .reason = VCPU_EXIT_CPU_DOWN };

	assert_int_equal(vpsci_cpu_off(&vm->cpus[0], &exit), ACTION_STOP);
}

static enum exit_action go_down(struct vm *vm, bool is_reset, uint32_t reset_type)
{
	struct vcpu_exit exit = {
		.reason = VCPU_EXIT_SYSTEM_DOWN,
		.system_down = { .is_reset = is_reset, .reset_type = reset_type },
	};

	(void)vcpu_set_gpr(&vm->cpus[0].vcpu, 0, 0x84000012);
	return vpsci_system_down(&vm->cpus[0], &exit);
}

static void the_guest_ends_and_a_reset_that_there_is_not_is_refused(void **state)
{
	static const uint32_t types[] = { 1, 0x7fffffff, 0x80000000, 0xffffffff };
	struct vm *vm = *state;

	assert_int_equal(go_down(vm, false, 0), ACTION_STOP);
	assert_int_equal(go_down(vm, true, 0), ACTION_STOP);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		assert_int_equal(go_down(vm, true, types[i]), ACTION_RESUME);
		assert_int_equal(vcpu_get_gpr(&vm->cpus[0].vcpu, 0), INVALID_PARAMETERS);
	}
}

static uint64_t affinity_info(struct vm *vm, uint64_t target, uint64_t level)
{
	return call(vm, AFFINITY_INFO_64, (struct psci_args){ .x1 = target, .x2 = level });
}

static void affinity_info_tells_on_off_and_in_between(void **state)
{
	struct vm *vm = *state;

	vpsci_set_power(&vm->cpus[2], VPSCI_ON_PENDING);
	vpsci_set_power(&vm->cpus[3], VPSCI_CLAIMED);
	assert_int_equal(affinity_info(vm, 0, 0), 0);
	assert_int_equal(affinity_info(vm, 1, 0), 1);
	assert_int_equal(affinity_info(vm, 2, 0), 2);
	assert_int_equal(affinity_info(vm, 3, 0), 2);
}

/* DEN 0022, "AFFINITY_INFO": of a level above 0, ON if one of its CPUs is, OFF if all are. */
static void affinity_info_of_a_level_is_of_all_cpus_in_it(void **state)
{
	struct vm *vm = *state;

	for (uint64_t level = 1; level <= 3; level++) {
		vpsci_set_power(&vm->cpus[0], VPSCI_ON);
		assert_int_equal(affinity_info(vm, 0, level), 0);
		vpsci_set_power(&vm->cpus[0], VPSCI_OFF);
		assert_int_equal(affinity_info(vm, 0, level), 1);
		vpsci_set_power(&vm->cpus[1], VPSCI_ON_PENDING);
		assert_int_equal(affinity_info(vm, 0, level), 2);
		vpsci_set_power(&vm->cpus[1], VPSCI_OFF);
	}
	/* Fields below the level do not count, those from it on do. */
	assert_int_equal(affinity_info(vm, 0xff, 1), 1);
	assert_int_equal(affinity_info(vm, 0x100, 1), INVALID_PARAMETERS);
	assert_int_equal(affinity_info(vm, 0xffff, 2), 1);
	assert_int_equal(affinity_info(vm, 0x10000, 2), INVALID_PARAMETERS);
	assert_int_equal(affinity_info(vm, 0xffffff, 3), 1);
	assert_int_equal(affinity_info(vm, UINT64_C(1) << 32, 3), INVALID_PARAMETERS);
}

static void affinity_info_refuses_what_there_is_not(void **state)
{
	static const uint64_t targets[] = {
		4, 0x100, 0x1000000, 0x80000000, UINT64_C(1) << 32, UINT64_C(1) << 40, UINT64_MAX
	};
	struct vm *vm = *state;

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		assert_int_equal(affinity_info(vm, targets[i], 0), INVALID_PARAMETERS);
	}
	assert_int_equal(affinity_info(vm, 0, 4), INVALID_PARAMETERS);
	assert_int_equal(affinity_info(vm, 0, 0xffffffff), INVALID_PARAMETERS);
	/* The level is 32 bits wide in both forms. */
	assert_int_equal(affinity_info(vm, 0, UINT64_C(1) << 32), 0);
}

static void an_smc32_call_has_arguments_of_32_bits(void **state)
{
	struct psci_args args = { .x1 = 0xabcdef0000000001, .x2 = 0xabcdef0000000000 };

	assert_int_equal(call(*state, AFFINITY_INFO_32, args), 1);
	assert_int_equal(call(*state, AFFINITY_INFO_64, args), INVALID_PARAMETERS);
}

static void cpu_suspend_waits_in_the_states_that_there_are(void **state)
{
	static const uint64_t functions[] = { CPU_SUSPEND_32, CPU_SUSPEND_64 };

	for (size_t i = 0; i < 2; i++) {
		/* Standby has no entry. */
		assert_int_equal(call(*state, functions[i], (struct psci_args){ 0 }), SUCCESS);
		assert_int_equal(
			call(*state, functions[i], (struct psci_args){ .x1 = 0x10000, .x2 = RAM }),
			SUCCESS);
	}
	assert_int_equal(n_waits, 4);
	/* The state is 32 bits wide in both forms. */
	assert_int_equal(
		call(*state, CPU_SUSPEND_64, (struct psci_args){ .x1 = UINT64_C(1) << 32 }),
		SUCCESS);
	assert_int_equal(n_waits, 5);
}

static void cpu_suspend_refuses_other_states_and_entries(void **state)
{
	/* State number, level, reserved bits. */
	static const uint64_t states[] = { 1,        0x8000,    0x1000000,  0x3000000, 0x20000,
					   0x800000, 0x4000000, 0x80000000, 0x10001,   0x1010000 };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		assert_int_equal(call(*state, CPU_SUSPEND_64,
				      (struct psci_args){ .x1 = states[i], .x2 = RAM }),
				 INVALID_PARAMETERS);
	}
	assert_int_equal(call(*state, CPU_SUSPEND_64, (struct psci_args){ .x1 = 0x10000 }),
			 INVALID_ADDRESS);
	assert_int_equal(call(*state, CPU_SUSPEND_64,
			      (struct psci_args){ .x1 = 0x10000, .x2 = RAM | UINT64_C(1) << 32 }),
			 INVALID_ADDRESS);
	assert_int_equal(n_waits, 0);
	assert_int_equal(call(*state, CPU_SUSPEND_32,
			      (struct psci_args){ .x1 = 0x10000, .x2 = RAM | UINT64_C(1) << 32 }),
			 SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(cpu_on_hands_entry_and_argument_over_and_kicks, vpsci_setup),
		cmocka_unit_test_setup(cpu_on_refuses_a_cpu_that_is_not_off, vpsci_setup),
		cmocka_unit_test_setup(cpu_on_refuses_what_is_no_cpu, vpsci_setup),
		cmocka_unit_test_setup(cpu_on_refuses_an_entry_outside_of_memory, vpsci_setup),
		cmocka_unit_test_setup(cpu_on_by_smc_steps_over_it, vpsci_setup),
		cmocka_unit_test_setup(cpu_off_stops_the_run_loop, vpsci_setup),
		cmocka_unit_test_setup(the_guest_ends_and_a_reset_that_there_is_not_is_refused,
				       vpsci_setup),
		cmocka_unit_test_setup(affinity_info_tells_on_off_and_in_between, vpsci_setup),
		cmocka_unit_test_setup(affinity_info_of_a_level_is_of_all_cpus_in_it, vpsci_setup),
		cmocka_unit_test_setup(affinity_info_refuses_what_there_is_not, vpsci_setup),
		cmocka_unit_test_setup(an_smc32_call_has_arguments_of_32_bits, vpsci_setup),
		cmocka_unit_test_setup(cpu_suspend_waits_in_the_states_that_there_are, vpsci_setup),
		cmocka_unit_test_setup(cpu_suspend_refuses_other_states_and_entries, vpsci_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
