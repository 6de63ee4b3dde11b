/* SPDX-License-Identifier: Apache-2.0 */
/* Long runs of whatever guests, devices and hosts may do, from fixed seeds: after each step every
 * vCPU is offered what the reference says, and registers read as it says. */
#include <stdio.h>
#include <string.h>

#include <vcpu/gic.h>

#include "unit/cm.h"
#include "unit/vgic_fixture.h"
#include "unit/vgic_reference.h"

#define GICD UINT64_C(0x08000000)
#define GICR UINT64_C(0x080a0000)

#define ISENABLER 0x100u
#define ICENABLER 0x180u
#define ISPENDR   0x200u
#define ICPENDR   0x280u
#define ISACTIVER 0x300u
#define ICACTIVER 0x380u

#define STEPS 4000u

struct run {
	struct vm *vm;
	struct ref_gic ref;
	uint64_t seed;
	uint32_t taken[MACHINE_CPUS][64]; /* acknowledged and not ended */
	bool is_bound[MACHINE_CPUS];
};

/* Knuth's 64-bit congruential generator; its upper half is good enough. */
static uint32_t pick(struct run *r, uint32_t n)
{
	r->seed = r->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(r->seed >> 33) % n;
}

/* Few enough that they meet. */
static uint32_t pick_intid(struct run *r)
{
	static const uint8_t intids[] = { 0, 1, 2, 7, 15, 16, 20, 27, 31, 32, 33, 40, 63, 64, 95 };

	return intids[pick(r, sizeof(intids))];
}

static uint32_t pick_bound(struct run *r)
{
	uint32_t n;

	do {
		n = pick(r, r->ref.n_cpus);
	} while (!r->is_bound[n]);
	return n;
}

/* Where the registers of @intid are, for those private to vCPU @n. */
static uint64_t frame_of(uint32_t n, uint32_t intid)
{
	return intid < 32 ? GICR + n * UINT64_C(0x20000) + 0x10000 : GICD;
}

static void write_bit(struct run *r, uint32_t by, uint32_t n, uint32_t intid, uint32_t offset)
{
	guest_write(r->vm, by, frame_of(n, intid) + offset + intid / 32 * 4, 4,
		    UINT64_C(1) << (intid % 32));
}

static void step_enable(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);
	bool is_on = pick(r, 3) != 0;

	write_bit(r, pick_bound(r), n, intid, is_on ? ISENABLER : ICENABLER);
	ref_irq(&r->ref, n, intid)->is_enabled = is_on;
}

/* 27's pending state is its line's; written while it is active, it is seen only later. */
static void step_pending(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);
	bool is_on = pick(r, 2) != 0;

	if (intid == 27) {
		return;
	}
	write_bit(r, pick_bound(r), n, intid, is_on ? ISPENDR : ICPENDR);
	ref_irq(&r->ref, n, intid)->is_latched = is_on;
}

static bool is_taken(const struct run *r, uint32_t intid)
{
	for (uint32_t n = 0; n < r->ref.n_cpus; n++) {
		for (unsigned int i = 0; i < machine[n].n_running; i++) {
			if (r->taken[n][i] == intid) {
				return true;
			}
		}
	}
	return false;
}

static void set_priority(struct run *r, uint32_t n, uint32_t intid, uint32_t priority)
{
	guest_write(r->vm, pick_bound(r), frame_of(n, intid) + 0x400 + intid, 1, priority);
	ref_irq(&r->ref, n, intid)->priority = (uint8_t)(priority & 0xf8);
}

/* Active without having been acknowledged: comes behind all that have been, which are ended in order
 * of priority. Nobody else has the lowest one. */
static void step_set_active(struct run *r)
{
	uint32_t by = pick_bound(r);
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);
	struct ref_irq *irq = ref_irq(&r->ref, n, intid);
	uint32_t holder = intid < 32 ? n : ref_target(&r->ref, irq);

	if (irq->is_active || is_taken(r, intid)) {
		return;
	}
	set_priority(r, n, intid, 0xff);
	write_bit(r, by, n, intid, ISACTIVER);
	irq->is_active = true;
	irq->holder = (uint8_t)(holder == MACHINE_CPUS ? by : holder);
}

static void step_clear_active(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);
	struct ref_irq *irq = ref_irq(&r->ref, n, intid);

	write_bit(r, pick_bound(r), n, intid, ICACTIVER);
	irq->is_active = false;
	if (irq->priority == 0xf8) {
		set_priority(r, n, intid, 0x80);
	}
}

static void step_priority(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);

	/* Of an active one it is not to be changed: the running priority would not be its. */
	if (!ref_irq(&r->ref, n, intid)->is_active) {
		set_priority(r, n, intid, pick(r, 0xf8));
	}
}

static void step_group(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t intid = pick_intid(r);
	uint32_t by = pick_bound(r);
	uint64_t ipa = frame_of(n, intid) + 0x80 + intid / 32 * 4;
	uint64_t groups = guest_read(r->vm, by, ipa, 4) ^ UINT64_C(1) << (intid % 32);

	guest_write(r->vm, by, ipa, 4, groups);
	ref_irq(&r->ref, n, intid)->is_group1 = (groups >> (intid % 32) & 1) != 0;
}

/* Only where nothing is in flight: its trigger is to be changed while it is disabled. */
static void step_config(struct run *r)
{
	uint32_t intid = pick_intid(r);
	struct ref_irq *irq = ref_irq(&r->ref, 0, intid);
	uint32_t by = pick_bound(r);
	uint64_t ipa = GICD + 0xc00 + intid / 16 * 4;
	uint64_t config;

	if (intid < 32 || irq->is_active || irq->is_latched || irq->is_line_high) {
		return;
	}
	config = guest_read(r->vm, by, ipa, 4) ^ UINT64_C(2) << (intid % 16 * 2);
	guest_write(r->vm, by, ipa, 4, config);
	irq->is_edge = (config >> (intid % 16 * 2 + 1) & 1) != 0;
}

static void step_route(struct run *r)
{
	uint32_t intid = pick_intid(r);
	uint32_t route = pick(r, r->ref.n_cpus + 2);

	if (intid < 32) {
		return;
	}
	/* The last one: a CPU that there is not. */
	guest_write(r->vm, pick_bound(r), GICD + 0x6000 + intid * 8, 8,
		    route == 0 ? UINT64_C(0x80000000) : route - 1);
	ref_irq(&r->ref, 0, intid)->route = route == 0 ? REF_ANY : (uint8_t)(route - 1);
}

static void step_ctlr(struct run *r)
{
	r->ref.ctlr = pick(r, 4) != 0 ? 3 : pick(r, 4);
	guest_write(r->vm, pick_bound(r), GICD, 4, r->ref.ctlr);
}

static void step_sleep(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);

	r->ref.is_asleep[n] = pick(r, 4) == 0;
	guest_write(r->vm, pick_bound(r), GICR + n * UINT64_C(0x20000) + 0x14, 4,
		    r->ref.is_asleep[n] ? 2 : 0);
}

/* As a fast path does, where it may. */
static bool sends_itself(struct run *r, uint32_t n, uint32_t sgi)
{
	struct machine_cpu *cpu = &machine[n];
	uint64_t lr = r->vm->cpus[n].gic.sgi_lr[sgi];

	machine_here = n;
	if (lr == 0 || (vcpu_gic_empty(&r->vm->cpus[n].vcpu) & 0xe) != 0xe) {
		return false;
	}
	cpu->lr[1] = lr;
	return true;
}

static void step_sgi(struct run *r)
{
	uint32_t from = pick_bound(r);
	uint32_t sgi = pick(r, 3);
	uint32_t list = pick(r, 16);

	if (pick(r, 3) == 0) {
		list = ((1u << r->ref.n_cpus) - 1) & ~(1u << from);
		guest_send_to_others(r->vm, from, (uint8_t)sgi);
	} else if (pick(r, 2) == 0 && sends_itself(r, from, sgi)) {
		list = 1u << from;
	} else {
		guest_send(r->vm, from, 0, (uint16_t)list, (uint8_t)sgi);
	}
	for (uint32_t n = 0; n < r->ref.n_cpus; n++) {
		if ((list >> n & 1) != 0) {
			ref_irq(&r->ref, n, sgi)->is_latched = true;
		}
	}
}

static void step_line(struct run *r)
{
	uint32_t n = pick_bound(r);
	uint32_t intid = pick_intid(r);
	struct ref_irq *irq = ref_irq(&r->ref, n, intid);
	bool is_high = pick(r, 2) != 0;

	if (intid < 16 || intid == 27) {
		return;
	}
	machine_set_line(r->vm, n, intid, is_high);
	irq->is_latched = irq->is_latched || (irq->is_edge && is_high && !irq->is_line_high);
	irq->is_line_high = is_high;
}

static void step_timer(struct run *r)
{
	uint32_t n = pick_bound(r);

	machine_set_timer(r->vm, n, pick(r, 2) != 0);
	/* That it is low again is seen at the next exit. */
	machine_here = n;
	vgic_sync(&r->vm->cpus[n]);
}

static void step_acknowledge(struct run *r)
{
	uint32_t n = pick_bound(r);
	uint32_t intid = ref_offered(&r->ref, n);
	unsigned int depth = machine[n].n_running;

	assert_int_equal(guest_acknowledge(n), intid);
	if (intid == NO_INTID) {
		return;
	}
	r->taken[n][depth] = intid;
	ref_acknowledge(&r->ref, n, intid);
}

static void step_end(struct run *r)
{
	uint32_t n = pick_bound(r);
	uint32_t intid;

	if (machine[n].n_running == 0) {
		return;
	}
	intid = r->taken[n][machine[n].n_running - 1];
	guest_end(n, intid);
	ref_end(&r->ref, n, intid);
}

static void step_mask(struct run *r)
{
	machine[pick_bound(r)].vmcr = pick(r, 3) != 0 ? 0xff000003 : pick(r, 256) << 24 | 3;
}

static void step_bind(struct run *r)
{
	uint32_t n = pick(r, r->ref.n_cpus);

	if (!r->is_bound[n]) {
		machine_bind(r->vm, n);
		r->is_bound[n] = true;
	} else if (n != 0) {
		machine_unbind(r->vm, n);
		machine[n].is_kicked = false;
		r->is_bound[n] = false;
	}
}

static void compare_registers(struct run *r)
{
	uint32_t by = pick_bound(r);
	uint32_t n = pick(r, r->ref.n_cpus);
	uint32_t bank = pick(r, 3);
	uint64_t frame = frame_of(n, bank * 32);
	uint64_t pending;
	uint64_t active;

	pending = guest_read(r->vm, by, frame + (pick(r, 2) ? ISPENDR : ICPENDR) + bank * 4, 4);
	active = guest_read(r->vm, by, frame + (pick(r, 2) ? ISACTIVER : ICACTIVER) + bank * 4, 4);
	for (uint32_t i = 0; i < 32; i++) {
		uint32_t intid = bank * 32 + i;

		assert_int_equal(active >> i & 1, ref_is_active(&r->ref, n, intid));
		/* Of another's timer the line is not seen. */
		if (intid != 27 || n == by) {
			assert_int_equal(pending >> i & 1, ref_is_pending(&r->ref, n, intid));
		}
	}
}

static void compare(struct run *r)
{
	machine_settle_all(r->vm);
	for (uint32_t n = 0; n < r->ref.n_cpus; n++) {
		if (r->is_bound[n]) {
			assert_int_equal(guest_peek(n), ref_offered(&r->ref, n));
		}
	}
	if (pick(r, 4) == 0) {
		compare_registers(r);
	}
}

static void run(uint64_t seed, uint32_t n_cpus, unsigned int n_lrs)
{
	static void (*const steps[])(struct run *) = {
		step_enable,       step_enable,       step_pending,     step_set_active,
		step_clear_active, step_clear_active, step_priority,    step_group,
		step_config,       step_route,        step_sgi,         step_sgi,
		step_line,         step_line,         step_timer,       step_timer,
		step_acknowledge,  step_acknowledge,  step_acknowledge, step_end,
		step_end,          step_end,          step_mask,        step_bind,
		step_ctlr,         step_sleep,
	};
	static struct run r;

	memset(&r, 0, sizeof(r));
	r.vm = vgic_fixture(true, n_cpus, true);
	r.seed = seed;
	ref_init(&r.ref, n_cpus);
	for (uint32_t n = 0; n < n_cpus; n++) {
		machine_unbind(r.vm, n);
	}
	machine_n_lrs = n_lrs;
	for (uint32_t n = 0; n < n_cpus; n++) {
		machine_bind(r.vm, n);
		r.is_bound[n] = true;
	}
	for (uint32_t i = 0; i < STEPS; i++) {
		steps[pick(&r, sizeof(steps) / sizeof(steps[0]))](&r);
		compare(&r);
	}
	for (uint32_t n = 0; n < n_cpus; n++) {
		if (r.is_bound[n]) {
			machine_unbind(r.vm, n);
		}
	}
}

static void run_many(uint32_t n_cpus, unsigned int n_lrs)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		run(seed, n_cpus, n_lrs);
	}
}

static void one_cpu_is_offered_what_the_reference_says(void **state)
{
	(void)state;
	run_many(1, 4);
}

static void several_cpus_are_offered_what_the_reference_says(void **state)
{
	(void)state;
	run_many(2, 4);
	run_many(4, 4);
}

static void so_it_is_with_other_numbers_of_list_registers(void **state)
{
	(void)state;
	run_many(3, 3);
	run_many(2, 5);
	run_many(2, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cpu_is_offered_what_the_reference_says),
		cmocka_unit_test(several_cpus_are_offered_what_the_reference_says),
		cmocka_unit_test(so_it_is_with_other_numbers_of_list_registers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
