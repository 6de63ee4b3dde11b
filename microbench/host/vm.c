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

#define TABLE_PAGES 8u
#define IPA_BITS    39u /* a root of one page */

static unsigned char table_pages[TABLE_PAGES * PTABLE_PAGE_SIZE] __attribute__((aligned(4096)));
static unsigned char guest_ram[GUEST_RAM_SIZE] __attribute__((section(".guest_ram")));
static uint64_t vmids_used[VMID_POOL_WORDS(VMID_POOL_BITS_DEFAULT)];
static struct ptable_pool pool;
static struct vmid_pool vmids;
static struct stage2 memory;

void vm_init_memory(void)
{
	unsigned int ipa_bits = stage2_ipa_bits_max();

	if (ipa_bits > IPA_BITS) {
		ipa_bits = IPA_BITS;
	}
	if (ptable_pool_init(&pool, table_pages, TABLE_PAGES) != VCPU_OK ||
	    vmid_pool_init(&vmids, vmids_used, VMID_POOL_BITS_DEFAULT) != VCPU_OK ||
	    stage2_init(&memory, &pool, &vmids, ipa_bits, 0) != VCPU_OK ||
	    stage2_map(&memory, GUEST_RAM_IPA, (uintptr_t)guest_ram, GUEST_RAM_SIZE,
		       STAGE2_NORMAL_RWX) != VCPU_OK) {
		host_panic("cannot build the guest's address space");
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

bool vm_start(struct vm *vm, const struct payload *payload)
{
	static const struct vcpu_config config = {
		.vm_id = 1,
		.preferred_cpu = VCPU_CPU_ANY,
	};
	static const struct vcpu_setup setup = {
		.entry_ipa = GUEST_RAM_IPA,
		.memory = &memory,
	};
	size_t size = (size_t)(payload->end - payload->start);

	memset(guest_ram, 0, sizeof(guest_ram));
	memcpy(guest_ram, payload->start, size);
	cache_publish_code(guest_ram, guest_ram + sizeof(guest_ram));
	vm->bench_device_tick = 0;
	vm->is_device_confused = false;
	vm->interrupted_pc = 0;
	return is_ok("vcpu_init", vcpu_init(&vm->vcpu, &config)) &&
	       is_ok("vcpu_setup", vcpu_setup(&vm->vcpu, &setup)) &&
	       is_ok("vcpu_bind", vcpu_bind(&vm->vcpu));
}

void vm_stop(struct vm *vm)
{
	/* A benchmark that failed may have left it armed; the interrupt would be the next one's. */
	timer_disarm();
	/* A vCPU that the library made Invalid is never run again; there is nothing to store. */
	(void)vcpu_unbind(&vm->vcpu);
}
