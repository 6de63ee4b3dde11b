/* SPDX-License-Identifier: Apache-2.0 */
#include "host/vm.h"

#include <stddef.h>

#include <vcpu/arch.h>
#include <vcpu/gic.h>
#include <vcpu/stage2.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/timer.h"
#include "host/cache.h"
#include "host/console.h"
#include "host/image.h"
#include "host/kick.h"
#include "host/panic.h"
#include "host/smp.h"
#include "host/string.h"
#include "host/vm_run.h"
#include "wire/guest_abi.h"

#define TABLE_PAGES 8u  /* of each address space */
#define IPA_BITS    39u /* a root of one page */

static unsigned char table_pages[VMS_MAX][TABLE_PAGES * PTABLE_PAGE_SIZE]
	__attribute__((aligned(4096)));
static unsigned char guest_ram[VMS_MAX][GUEST_RAM_SIZE] __attribute__((section(".guest_ram")));
static uint64_t vmids_used[VMID_POOL_WORDS(VMID_POOL_BITS_DEFAULT)];
static struct ptable_pool pools[VMS_MAX];
static struct vmid_pool vmids;

struct vm vms[VMS_MAX];

static bool has_made_memory(uint32_t n, unsigned int ipa_bits)
{
	struct vm *vm = &vms[n];

	vm->ram = guest_ram[n];
	return ptable_pool_init(&pools[n], table_pages[n], TABLE_PAGES) == VCPU_OK &&
	       stage2_init(&vm->memory, &pools[n], &vmids, ipa_bits, 0) == VCPU_OK &&
	       stage2_map(&vm->memory, GUEST_RAM_IPA, (uintptr_t)vm->ram, GUEST_RAM_SIZE,
			  STAGE2_NORMAL_RWX) == VCPU_OK &&
	       (board.gicv_base == 0 || stage2_map(&vm->memory, GUEST_GICC_IPA, board.gicv_base,
						   GUEST_GICC_SIZE, STAGE2_DEVICE_RW) == VCPU_OK);
}

void vm_init_memory(void)
{
	unsigned int ipa_bits = stage2_ipa_bits_max();

	if (ipa_bits > IPA_BITS) {
		ipa_bits = IPA_BITS;
	}
	if (vmid_pool_init(&vmids, vmids_used, VMID_POOL_BITS_DEFAULT) != VCPU_OK) {
		host_panic("cannot make the VMIDs");
	}
	for (uint32_t n = 0; n < VMS_MAX; n++) {
		if (!has_made_memory(n, ipa_bits)) {
			host_panic("cannot build a guest's address space");
		}
	}
}

const struct payload *payload_find(const char *name)
{
	for (const struct payload *p = payloads; p->name != NULL; p++) {
		if (strlen(p->name) == strlen(name) && memcmp(p->name, name, strlen(name)) == 0) {
			return p;
		}
	}
	return NULL;
}

static void load(struct vm *vm, const struct payload *payload)
{
	memset(vm->ram, 0, GUEST_RAM_SIZE);
	memcpy(vm->ram, payload->start, (size_t)(payload->end - payload->start));
	cache_publish_code(vm->ram, vm->ram + GUEST_RAM_SIZE);
}

int vm_cpu_start(struct vm_cpu *cpu, uint64_t entry_ipa, uint64_t arg)
{
	struct vm *vm = cpu->vm;
	struct vcpu_config config = {
		.vm_id = (uint32_t)(vm - vms) + 1,
		.vcpu_id = cpu->number,
		.preferred_cpu = VCPU_CPU_ANY,
		.vmpidr = cpu->number,
		.cntvoff = vm->cntvoff,
		.boot_arg = arg,
	};
	struct vcpu_setup setup = {
		.entry_ipa = entry_ipa,
		.memory = &vm->memory,
		.flags = vm->flags,
	};
	int status = vcpu_init(&cpu->vcpu, &config);

	vgic_init_cpu(cpu);
	vtimer_phys_init(cpu);
	if (status == VCPU_OK) {
		status = vcpu_setup(&cpu->vcpu, &setup);
	}
	if (status == VCPU_OK) {
		status = vcpu_bind(&cpu->vcpu);
	}
	if (status == VCPU_OK) {
		vgic_after_bind(cpu);
	}
	return status;
}

void vm_cpu_end(struct vm_cpu *cpu)
{
	vtimer_phys_end(cpu);
	vgic_before_unbind(cpu);
	/* A vCPU that the library made Invalid is never run again; there is nothing to store. */
	(void)vcpu_unbind(&cpu->vcpu);
	vgic_stop_cpu(cpu);
}

/* What a guest has where it can. */
static uint32_t flags_here(void)
{
	return vcpu_gic_n_list_registers() != 0 ? VM_FLAGS : VM_FLAGS & ~VCPU_FLAG_VIRTUAL_GIC;
}

static void reset(struct vm *vm, const struct vm_spec *spec)
{
	vm->bench_device_tick = UINT64_C(BENCH_DEVICE_FIRST);
	vm->is_device_confused = false;
	vm->n_cpus = spec->n_cpus != 0 ? spec->n_cpus : 1;
	vm->flags = (flags_here() & ~spec->flags_off) | spec->flags_on;
	vm->cntvoff = spec->has_own_time ? sysreg_read_cntpct_el0() : 0;
	vm->is_stopping = false;
	vm->stopped_cpu = 0;
	vuart_init(vm);
	for (uint32_t n = 0; n < VM_CPUS_MAX; n++) {
		struct vm_cpu *cpu = &vm->cpus[n];

		cpu->vm = vm;
		cpu->number = n;
		cpu->host_cpu = n;
		cpu->interrupted_pc = 0;
		cpu->psci = (struct vpsci_cpu){ .power = n == 0 ? VPSCI_ON : VPSCI_OFF };
	}
	if ((vm->flags & VCPU_FLAG_VIRTUAL_GIC) != 0) {
		vgic_init(vm, arch_pcpu_this()->gich == 0);
	} else {
		vgic_init_none(vm);
	}
}

static bool has_refused(uint32_t number, const char *why)
{
	console_str("vCPU ");
	console_dec(number);
	console_str(": ");
	console_str(why);
	console_str("\n");
	return false;
}

/* Their CPUs are woken by kicks, and kick this one. */
static bool start_others(struct vm *vm)
{
	if (vm->n_cpus > VM_CPUS_MAX) {
		vm->n_cpus = 1;
		return has_refused(VM_CPUS_MAX, "a guest cannot have so many");
	}
	if (vm->n_cpus > 1) {
		kick_enable();
	}
	for (uint32_t n = 1; n < vm->n_cpus; n++) {
		const char *why = smp_start(vm->cpus[n].host_cpu);

		if (why != NULL) {
			/* vm_stop() waits for those that there are. */
			vm->n_cpus = n;
			return has_refused(n, why);
		}
		smp_run_on(vm->cpus[n].host_cpu, vm_run_cpu, &vm->cpus[n]);
	}
	return true;
}

static bool start_cpu_0(struct vm *vm)
{
	int status = vm_cpu_start(&vm->cpus[0], GUEST_RAM_IPA, 0);

	return status == VCPU_OK || has_refused(0, vcpu_status_str(status));
}

bool vm_start(struct vm *vm, const struct payload *payload, const struct vm_spec *spec)
{
	load(vm, payload);
	reset(vm, spec);
	if (start_others(vm) && start_cpu_0(vm)) {
		return true;
	}
	vm_stop(vm);
	return false;
}

static void stop_others(struct vm *vm)
{
	/* Release: what this guest's end leaves behind it, for who begins the next one there. */
	__atomic_store_n(&vm->is_stopping, true, __ATOMIC_RELEASE);
	for (uint32_t n = 1; n < vm->n_cpus; n++) {
		kick_cpu(vm->cpus[n].host_cpu);
		smp_wait(vm->cpus[n].host_cpu);
	}
	kick_disable();
}

void vm_stop(struct vm *vm)
{
	/* A benchmark that failed may have left it armed; the interrupt would be the next one's. */
	timer_disarm();
	stop_others(vm);
	vm_cpu_end(&vm->cpus[0]);
	vuart_flush(vm);
}
