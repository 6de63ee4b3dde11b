/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vgic_fixture.h"

#include <string.h>

#include <vcpu/gic.h>

#include "devices/vgic_host.h"
#include "unit/cm.h"
#include "unit/vgic_steps.h"

#define GICD UINT64_C(0x08000000)
#define REG  3u /* of every access */

struct machine_cpu machine[MACHINE_CPUS];
uint32_t machine_here;
unsigned int machine_n_lrs;
unsigned int machine_n_kicks;

static struct vm guest;

/* The library. */

static struct machine_cpu *interface_of(const struct vcpu *vcpu)
{
	const struct vm_cpu *cpu = (const struct vm_cpu *)(const void *)vcpu;

	if (cpu->gic.host_cpu == VGIC_NO_CPU) {
		return &machine[cpu->number];
	}
	/* Of one that is bound only its CPU can say anything. */
	assert_int_equal(machine_here, cpu->gic.host_cpu);
	return &machine[machine_here];
}

unsigned int vcpu_gic_n_list_registers(void)
{
	return machine_n_lrs;
}

static bool is_empty(uint64_t lr)
{
	return (lr & (LR_PENDING | LR_ACTIVE)) == 0 && ((lr & LR_HW) != 0 || (lr & LR_EOI) == 0);
}

uint64_t vcpu_gic_empty(const struct vcpu *vcpu)
{
	const struct machine_cpu *cpu = interface_of(vcpu);
	uint64_t empty = 0;

	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		empty |= (uint64_t)is_empty(cpu->lr[i]) << i;
	}
	return empty;
}

uint64_t vcpu_gic_lr(const struct vcpu *vcpu, unsigned int n)
{
	assert_true(n < machine_n_lrs);
	return interface_of(vcpu)->lr[n];
}

/* Two list registers with one INTID are UNPREDICTABLE, and so is the HW bit with both states. */
static void check_lr(const struct machine_cpu *cpu, unsigned int n, uint64_t lr)
{
	if (is_empty(lr)) {
		return;
	}
	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		assert_false(i != n && !is_empty(cpu->lr[i]) &&
			     (cpu->lr[i] & 0x3ff) == (lr & 0x3ff));
	}
	assert_false((lr & LR_HW) != 0 && (lr & LR_PENDING) != 0 && (lr & LR_ACTIVE) != 0);
	assert_true((lr & LR_HW) == 0 || (lr >> 32 & 0x3ff) == 27);
	assert_true((n == 0) == ((lr & 0x3ff) == 27));
}

void vcpu_gic_set_lr(struct vcpu *vcpu, unsigned int n, uint64_t lr)
{
	struct machine_cpu *cpu = interface_of(vcpu);

	assert_true(n < machine_n_lrs);
	check_lr(cpu, n, lr);
	cpu->lr[n] = lr;
}

void vcpu_gic_set_maintenance(struct vcpu *vcpu, uint32_t hcr)
{
	assert_int_equal(hcr & ~UINT32_C(0xa), 0);
	interface_of(vcpu)->hcr = hcr;
}

uint64_t vcpu_gic_vmcr(const struct vcpu *vcpu)
{
	return interface_of(vcpu)->vmcr;
}

/* The host. */

uint32_t vgic_host_this_cpu(void)
{
	return machine_here;
}

void vgic_host_kick(uint32_t host_cpu)
{
	assert_int_not_equal(host_cpu, machine_here);
	steps_settle();
	machine[host_cpu].is_kicked = true;
	machine_n_kicks++;
}

void vgic_host_yield(void)
{
}

void vgic_host_enable(uint32_t intid)
{
	assert_int_equal(intid, 27);
	assert_false(machine[machine_here].is_timer_enabled);
	machine[machine_here].is_timer_enabled = true;
}

void vgic_host_disable(uint32_t intid)
{
	assert_int_equal(intid, 27);
	assert_true(machine[machine_here].is_timer_enabled);
	machine[machine_here].is_timer_enabled = false;
}

void vgic_host_set_active(uint32_t intid, bool is_active)
{
	assert_int_equal(intid, 27);
	machine[machine_here].is_timer_active = is_active;
}

void vgic_host_drop(uint32_t intid)
{
	assert_int_equal(intid, 27);
	machine[machine_here].n_dropped++;
}

void vgic_host_end(uint32_t intid)
{
	assert_int_equal(intid, 25);
	machine[machine_here].n_ended++;
}

void vgic_host_take_maintenance(void)
{
	machine[machine_here].has_maintenance = true;
}

bool vgic_host_is_vtimer_high(void)
{
	return machine[machine_here].is_timer_high;
}

/* The guest's side of the interface. */

static uint32_t priority_of(uint64_t lr)
{
	return (uint32_t)(lr >> 48 & 0xff);
}

static bool is_offered(const struct machine_cpu *cpu, uint64_t lr)
{
	uint64_t group = (lr & LR_GROUP1) != 0 ? 2 : 1;
	uint32_t running = cpu->n_running != 0 ? cpu->running[cpu->n_running - 1] : 0x100;

	return (lr & (LR_PENDING | LR_ACTIVE)) == LR_PENDING && (cpu->vmcr & group) != 0 &&
	       priority_of(lr) < (cpu->vmcr >> 24 & 0xff) && priority_of(lr) < running;
}

/* The list register that is offered, machine_n_lrs: none. Of the same priority the lowest INTID. */
static unsigned int offered(const struct machine_cpu *cpu)
{
	unsigned int best = machine_n_lrs;

	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		uint64_t lr = cpu->lr[i];

		if (is_offered(cpu, lr) &&
		    (best == machine_n_lrs || priority_of(lr) < priority_of(cpu->lr[best]) ||
		     (priority_of(lr) == priority_of(cpu->lr[best]) &&
		      (lr & 0x3ff) < (cpu->lr[best] & 0x3ff)))) {
			best = i;
		}
	}
	return best;
}

uint32_t guest_peek(uint32_t n)
{
	unsigned int i = offered(&machine[n]);

	return i == machine_n_lrs ? NO_INTID : (uint32_t)machine[n].lr[i] & 0x1fff;
}

uint32_t guest_acknowledge(uint32_t n)
{
	struct machine_cpu *cpu = &machine[n];
	unsigned int i = offered(cpu);

	if (i == machine_n_lrs) {
		return NO_INTID;
	}
	cpu->lr[i] ^= LR_PENDING | LR_ACTIVE;
	cpu->running[cpu->n_running++] = (uint8_t)priority_of(cpu->lr[i]);
	return (uint32_t)cpu->lr[i] & 0x1fff;
}

void guest_end(uint32_t n, uint32_t vintid)
{
	struct machine_cpu *cpu = &machine[n];

	assert_true(cpu->n_running > 0);
	cpu->n_running--;
	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		if ((cpu->lr[i] & LR_ACTIVE) == 0 || (cpu->lr[i] & 0x1fff) != vintid) {
			continue;
		}
		cpu->lr[i] &= ~LR_ACTIVE;
		if ((cpu->lr[i] & LR_HW) != 0) {
			assert_true(cpu->is_timer_active);
			cpu->is_timer_active = false;
		}
	}
}

/* ICH_MISR_EL2: EOI, U, NP. */
bool machine_wants_maintenance(uint32_t n)
{
	const struct machine_cpu *cpu = &machine[n];
	unsigned int n_valid = 0;
	unsigned int n_pending = 0;
	bool has_ended = false;

	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		uint64_t state = cpu->lr[i] & (LR_PENDING | LR_ACTIVE);

		n_valid += state != 0;
		n_pending += state == LR_PENDING;
		has_ended = has_ended || (state == 0 && !is_empty(cpu->lr[i]));
	}
	return has_ended || ((cpu->hcr & 2) != 0 && n_valid <= 1) ||
	       ((cpu->hcr & 8) != 0 && n_pending == 0);
}

/* The machine. */

static bool wants_timer(const struct machine_cpu *cpu)
{
	return cpu->is_timer_high && cpu->is_timer_enabled && !cpu->is_timer_active;
}

static struct vm_cpu *bound_to(struct vm *vm, uint32_t n)
{
	for (uint32_t i = 0; i < vm->n_cpus; i++) {
		if (vm->cpus[i].gic.host_cpu == n) {
			return &vm->cpus[i];
		}
	}
	return NULL;
}

static bool settle_one(struct vm_cpu *vm_cpu, uint32_t n)
{
	struct machine_cpu *cpu = &machine[n];

	if (vm_cpu == NULL) {
		return false;
	}
	if (cpu->is_kicked) {
		cpu->is_kicked = false;
		assert_false(vgic_on_interrupt(vm_cpu, 1));
		return true;
	}
	if (machine_wants_maintenance(n)) {
		assert_true(cpu->has_maintenance);
		assert_true(vgic_on_interrupt(vm_cpu, 25));
		return true;
	}
	if (wants_timer(cpu)) {
		cpu->is_timer_active = true;
		assert_true(vgic_on_interrupt(vm_cpu, 27));
		return true;
	}
	return false;
}

void machine_settle(struct vm *vm, uint32_t n)
{
	uint32_t was_here = machine_here;
	unsigned int turns = 0;

	machine_here = n;
	while (settle_one(bound_to(vm, n), n)) {
		/* An interrupt that comes again and again is a fault. */
		assert_true(++turns < 10);
	}
	machine_here = was_here;
}

void machine_settle_all(struct vm *vm)
{
	/* Each may kick those before. */
	for (unsigned int turn = 0; turn < 4; turn++) {
		for (uint32_t n = 0; n < vm->n_cpus; n++) {
			machine_settle(vm, n);
		}
	}
}

void machine_bind(struct vm *vm, uint32_t n)
{
	machine_here = n;
	machine[n].is_timer_high = machine[n].was_timer_high;
	vgic_after_bind(&vm->cpus[n]);
}

void machine_unbind(struct vm *vm, uint32_t n)
{
	machine_here = n;
	vgic_before_unbind(&vm->cpus[n]);
	/* As the library leaves it: the timer is off until it goes on where it was. */
	machine[n].was_timer_high = machine[n].is_timer_high;
	machine[n].is_timer_high = false;
	assert_false(machine[n].is_timer_active);
	assert_false(machine[n].is_timer_enabled);
	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		assert_true(is_empty(machine[n].lr[i]));
	}
}

void machine_set_line(struct vm *vm, uint32_t n, uint32_t intid, bool is_high)
{
	machine_here = n;
	vgic_set_line(vm, intid < 32 ? &vm->cpus[n] : NULL, intid, is_high);
}

void machine_set_timer(struct vm *vm, uint32_t n, bool is_high)
{
	(void)vm;
	machine[n].is_timer_high = is_high;
}

/* Exits. */

static bool access(struct vm *vm, uint32_t n, uint64_t ipa, uint32_t size_bytes, bool is_write)
{
	struct vm_cpu *cpu = &vm->cpus[n];
	uint64_t pc = vcpu_pc(&cpu->vcpu);
	struct vcpu_exit exit = {
		.reason = is_write ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ,
		.mmio.ipa = ipa,
		.mmio.size_log2 = (uint32_t)__builtin_ctz(size_bytes) & 3,
		.mmio.reg = REG,
		.mmio.reg_is_64bit = 1,
	};

	machine_here = n;
	assert_true(vgic_is_there(vm, ipa));
	assert_int_equal(vgic_access(cpu, &exit), ACTION_RESUME);
	assert_true(vcpu_pc(&cpu->vcpu) == pc || vcpu_pc(&cpu->vcpu) == pc + 4);
	return vcpu_pc(&cpu->vcpu) == pc + 4;
}

bool guest_try_read(struct vm *vm, uint32_t n, uint64_t ipa, uint64_t *value)
{
	bool is_done = access(vm, n, ipa, 4, false);

	*value = vcpu_get_gpr(&vm->cpus[n].vcpu, REG);
	return is_done;
}

uint64_t guest_read(struct vm *vm, uint32_t n, uint64_t ipa, uint32_t size_bytes)
{
	assert_int_equal(vcpu_set_gpr(&vm->cpus[n].vcpu, REG, UINT64_C(0x5555555555555555)),
			 VCPU_OK);
	if (!access(vm, n, ipa, size_bytes, false)) {
		machine_settle_all(vm);
		assert_true(access(vm, n, ipa, size_bytes, false));
	}
	return vcpu_get_gpr(&vm->cpus[n].vcpu, REG);
}

void guest_write(struct vm *vm, uint32_t n, uint64_t ipa, uint32_t size_bytes, uint64_t value)
{
	assert_int_equal(vcpu_set_gpr(&vm->cpus[n].vcpu, REG, value), VCPU_OK);
	assert_true(access(vm, n, ipa, size_bytes, true));
}

static void send(struct vm *vm, uint32_t n, const struct vcpu_exit_ipi *ipi)
{
	struct vm_cpu *cpu = &vm->cpus[n];
	uint64_t pc = vcpu_pc(&cpu->vcpu);
	struct vcpu_exit exit = { .reason = VCPU_EXIT_SEND_IPI, .ipi = *ipi };

	machine_here = n;
	assert_int_equal(vgic_send_sgi(cpu, &exit), ACTION_RESUME);
	assert_int_equal(vcpu_pc(&cpu->vcpu), pc + 4);
}

void guest_send(struct vm *vm, uint32_t n, uint64_t target, uint16_t list, uint8_t sgi)
{
	send(vm, n, &(struct vcpu_exit_ipi){ .target = target, .aux_list = list, .vector = sgi });
}

void guest_send_to_others(struct vm *vm, uint32_t n, uint8_t sgi)
{
	send(vm, n, &(struct vcpu_exit_ipi){ .is_to_all = true, .vector = sgi });
}

struct vm *vgic_fixture(bool is_v3, uint32_t n_cpus, bool is_ready)
{
	memset(&guest, 0, sizeof(guest));
	memset(machine, 0, sizeof(machine));
	machine_n_lrs = 4;
	machine_n_kicks = 0;
	guest.n_cpus = n_cpus;
	for (uint32_t n = 0; n < n_cpus; n++) {
		guest.cpus[n].vm = &guest;
		guest.cpus[n].number = n;
		guest.cpus[n].host_cpu = n;
	}
	vgic_init(&guest, is_v3);
	for (uint32_t n = 0; n < n_cpus; n++) {
		machine[n].vmcr = is_ready ? 0xff000003 : 0;
		vgic_init_cpu(&guest.cpus[n]);
		machine_bind(&guest, n);
	}
	if (is_ready) {
		guest_write(&guest, 0, GICD, 4, 3);
		machine_settle_all(&guest);
	}
	machine_here = 0;
	return &guest;
}

int vgic_fixture_end(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < guest.n_cpus; n++) {
		machine_unbind(&guest, n);
	}
	return 0;
}
