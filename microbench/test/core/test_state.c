/* SPDX-License-Identifier: Apache-2.0 */
/* Every register of a guest survives whatever else runs on its CPU, and the way to another CPU. */
#include <vcpu/vcpu.h>

#include "drivers/timer.h"
#include "host/smp.h"
#include "test/core/core.h"
#include "test/core/guest.h"
#include "test/core/inplace.h"

GUEST_CODE(state);

#define CPUS 4u

/* @flags: enum vcpu_flag */
static bool start(struct guest *guest, uint32_t id, uint64_t cpu_set, uint32_t flags)
{
	uint64_t has = ((flags & VCPU_FLAG_TIMER_PASSTHROUGH) != 0 ? STATE_HAS_TIMER : 0) |
		       ((flags & VCPU_FLAG_VIRTUAL_GIC) != 0 ? STATE_HAS_GIC : 0);

	const struct guest_config config = {
		.vcpu = {
			.vm_id = id,
			.preferred_cpu = VCPU_CPU_ANY,
			.cpu_set = cpu_set,
			.vmpidr = id,
			/* The two lowest bits choose the stack. */
			.boot_arg = UINT64_C(0x1111111111111110) * (id + 1) | has | id,
		},
		.flags = flags,
	};

	return guest_start(guest, &guest_code_state, &config);
}

static bool run_bound(struct guest *guest, unsigned int n_exits)
{
	if (!guest_bind(guest)) {
		return false;
	}
	for (unsigned int i = 0; i < n_exits; i++) {
		if (!guest_run_state(guest)) {
			return false;
		}
	}
	return guest_unbind(guest);
}

#define SWITCHES 1000u

static void alternate(uint32_t flags_of_first, uint32_t flags_of_second)
{
	static struct guest guests[2];

	if (!start(&guests[0], 0, 0, flags_of_first) || !start(&guests[1], 1, 0, flags_of_second)) {
		return;
	}
	/* 1 to 5 exits in a row: each kind of exit is the last one at some time. */
	for (unsigned int i = 0; i < SWITCHES; i++) {
		if (!run_bound(&guests[i % 2], 1 + i % 5)) {
			return;
		}
	}
	guest_destroy(&guests[0]);
	guest_destroy(&guests[1]);
}

#define WITH_ALL (VCPU_FLAG_TIMER_PASSTHROUGH | VCPU_FLAG_VIRTUAL_GIC)

CORE_TEST(two_vcpus_on_one_cpu_keep_their_registers)
{
	alternate(0, 0);
}

CORE_TEST(two_vcpus_with_timer_and_gic_on_one_cpu_keep_their_registers)
{
	alternate(WITH_ALL, WITH_ALL);
}

CORE_TEST(two_vcpus_of_two_kinds_on_one_cpu_keep_their_registers)
{
	alternate(WITH_ALL, 0);
}

CORE_TEST(two_vcpus_with_fp_on_use_on_one_cpu_keep_their_registers)
{
	alternate(VCPU_FLAG_FP_ON_USE, VCPU_FLAG_FP_ON_USE);
}

CORE_TEST(two_vcpus_one_with_fp_on_use_on_one_cpu_keep_their_registers)
{
	alternate(WITH_ALL | VCPU_FLAG_FP_ON_USE, 0);
}

struct step {
	struct guest *guest;
	bool is_ok;
};

static void run_step(void *arg)
{
	struct step *step = arg;

	step->is_ok = run_bound(step->guest, 3);
}

CORE_TEST(a_vcpu_that_goes_round_all_cpus_keeps_its_registers)
{
	static struct guest guest;
	struct step step = { &guest, true };

	if (core_n_cpus < CPUS) {
		core_skip("needs 4 CPUs");
		return;
	}
	if (!start(&guest, 1, 0, WITH_ALL)) {
		return;
	}
	for (uint32_t i = 0; i < 100 * CPUS && step.is_ok; i++) {
		if (i % CPUS == 0) {
			run_step(&step);
		} else {
			smp_run_on(i % CPUS, run_step, &step);
			smp_wait(i % CPUS);
		}
	}
	guest_destroy(&guest);
}

#define TICKS ((uint64_t)100)
#define EXITS 1000u

static void run_interrupted(void *arg)
{
	struct guest *guest = arg;

	if (!guest_bind(guest)) {
		return;
	}
	guest_tick(200);
	for (unsigned int i = 0; i < EXITS || guest->n_interrupts < TICKS; i++) {
		if (!guest_run_state(guest)) {
			return;
		}
	}
	guest_tick(0);
	guest_unbind(guest);
}

/* The same, but that no interrupt comes to the run loop. */
static void run_answered(void *arg)
{
	struct guest *guest = arg;

	if (!guest_bind(guest)) {
		return;
	}
	timer_arm(inplace.tick_ticks);
	for (unsigned int i = 0; i < EXITS; i++) {
		if (!guest_run_state(guest)) {
			return;
		}
	}
	while (__atomic_load_n(&inplace.n[INPLACE_IRQ], __ATOMIC_RELAXED) < CPUS * TICKS) {
		if (!guest_run_state(guest)) {
			return;
		}
	}
	timer_disarm();
	guest_unbind(guest);
}

/* A guest on each CPU. False: not made, or failed. */
static bool run_everywhere(struct guest guests[CPUS], void (*run)(void *guest))
{
	if (core_n_cpus < CPUS) {
		core_skip("needs 4 CPUs");
		return false;
	}
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		if (!start(&guests[cpu], cpu, UINT64_C(1) << cpu, WITH_ALL)) {
			return false;
		}
	}
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		smp_run_on(cpu, run, &guests[cpu]);
	}
	run(&guests[0]);
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		smp_wait(cpu);
	}
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		guest_destroy(&guests[cpu]);
	}
	return true;
}

static struct guest of_cpus[CPUS];

CORE_TEST(one_vcpu_per_cpu_keeps_its_registers_under_interrupts)
{
	if (!run_everywhere(of_cpus, run_interrupted)) {
		return;
	}
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		check(of_cpus[cpu].n_interrupts >= TICKS, "interrupts came on every CPU");
	}
}

CORE_TEST(one_vcpu_per_cpu_keeps_its_registers_under_interrupts_answered_in_place)
{
	if (&inplace_has_irq_handler == NULL) {
		core_skip("no interrupt is answered in place");
		return;
	}
	inplace.answers = 1u << INPLACE_IRQ;
	inplace.tick_ticks = sysreg_read_cntfrq_el0() / 5000;
	if (!run_everywhere(of_cpus, run_answered)) {
		return;
	}
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		check_eq(of_cpus[cpu].n_interrupts, 0, "interrupts in the run loop");
	}
}

struct bind {
	struct guest *guest;
	int status;
};

static void try_bind(void *arg)
{
	struct bind *bind = arg;

	bind->status = vcpu_bind(&bind->guest->vcpu);
	if (bind->status == VCPU_OK) {
		guest_unbind(bind->guest);
	}
}

CORE_TEST(a_cpu_set_forbids_all_other_cpus)
{
	static struct guest guest;

	if (core_n_cpus < CPUS) {
		core_skip("needs 4 CPUs");
		return;
	}
	for (uint32_t allowed = 1; allowed < CPUS; allowed++) {
		if (!start(&guest, 0, UINT64_C(1) << allowed, 0)) {
			return;
		}
		for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
			struct bind bind = { &guest, VCPU_ERR_MIN - 1 };

			smp_run_on(cpu, try_bind, &bind);
			smp_wait(cpu);
			check_eq((uint64_t)bind.status,
				 (uint64_t)(cpu == allowed ? VCPU_OK : VCPU_EINVAL), "vcpu_bind");
			check_eq(guest.vcpu.state, VCPU_STATE_FREE, "state behind it");
		}
		guest_destroy(&guest);
	}
}
