/* SPDX-License-Identifier: Apache-2.0 */
#include "host/vm.h"

#include <stddef.h>

#include <vcpu/stage2.h>

#include "drivers/timer.h"
#include "host/cache.h"
#include "host/console.h"
#include "host/image.h"
#include "host/panic.h"
#include "host/string.h"
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
			  STAGE2_NORMAL_RWX) == VCPU_OK;
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

static bool is_ok(const char *what, int status)
{
	if (status == VCPU_OK) {
		return true;
	}
	console_str(what);
	console_str(": ");
	console_str(vcpu_status_str(status));
	console_str("\n");
	return false;
}

static void load(struct vm *vm, const struct payload *payload)
{
	memset(vm->ram, 0, GUEST_RAM_SIZE);
	memcpy(vm->ram, payload->start, (size_t)(payload->end - payload->start));
	cache_publish_code(vm->ram, vm->ram + GUEST_RAM_SIZE);
}

static bool start_cpu_0(struct vm *vm, const struct vm_spec *spec)
{
	struct vcpu_config config = {
		.vm_id = (uint32_t)(vm - vms) + 1,
		.preferred_cpu = VCPU_CPU_ANY,
	};
	struct vcpu_setup setup = {
		.entry_ipa = GUEST_RAM_IPA,
		.memory = &vm->memory,
		.flags = (VM_FLAGS & ~spec->flags_off) | spec->flags_on,
	};
	struct vcpu *vcpu = &vm->cpus[0].vcpu;

	return is_ok("vcpu_init", vcpu_init(vcpu, &config)) &&
	       is_ok("vcpu_setup", vcpu_setup(vcpu, &setup)) && is_ok("vcpu_bind", vcpu_bind(vcpu));
}

bool vm_start(struct vm *vm, const struct payload *payload, const struct vm_spec *spec)
{
	load(vm, payload);
	vm->bench_device_tick = UINT64_C(BENCH_DEVICE_FIRST);
	vm->is_device_confused = false;
	vm->n_cpus = spec->n_cpus != 0 ? spec->n_cpus : 1;
	for (uint32_t n = 0; n < VM_CPUS_MAX; n++) {
		struct vm_cpu *cpu = &vm->cpus[n];

		cpu->vm = vm;
		cpu->number = n;
		cpu->host_cpu = n;
		cpu->interrupted_pc = 0;
	}
	return start_cpu_0(vm, spec);
}

void vm_stop(struct vm *vm)
{
	/* A benchmark that failed may have left it armed; the interrupt would be the next one's. */
	timer_disarm();
	/* A vCPU that the library made Invalid is never run again; there is nothing to store. */
	(void)vcpu_unbind(&vm->cpus[0].vcpu);
}
