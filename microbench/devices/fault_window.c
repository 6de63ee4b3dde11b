/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/fault_window.h"

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include "host/cache.h"
#include "wire/guest_abi.h"

/* One a guest: the host never has to look for a free one. */
static unsigned char pages[VMS_MAX][BENCH_WINDOW_SIZE]
	__attribute__((aligned(BENCH_WINDOW_SIZE), section(".guest_ram")));

static unsigned char *page_of(const struct vm *vm)
{
	return pages[vm - vms];
}

static int map(struct vm *vm, enum stage2_memory memory)
{
	return stage2_map(&vm->memory, BENCH_WINDOW_IPA, (uintptr_t)page_of(vm), BENCH_WINDOW_SIZE,
			  memory);
}

bool fault_window_set(struct vm *vm, enum fault_window state)
{
	struct stage2_mapping old;
	unsigned char *page = page_of(vm);

	if (stage2_query(&vm->memory, BENCH_WINDOW_IPA, &old) == VCPU_OK &&
	    stage2_unmap(&vm->memory, BENCH_WINDOW_IPA, BENCH_WINDOW_SIZE) != VCPU_OK) {
		return false;
	}
	/* A line of the host's must not hide, or later be written over, what the guest stores. */
	cache_publish_code(page, page + BENCH_WINDOW_SIZE);
	switch (state) {
	case FAULT_WINDOW_UNMAPPED:
		return true;
	case FAULT_WINDOW_READ_ONLY:
		return map(vm, STAGE2_NORMAL_RO) == VCPU_OK;
	case FAULT_WINDOW_MAPPED:
		return map(vm, STAGE2_NORMAL_RW) == VCPU_OK;
	}
	return false;
}

enum exit_action fault_window_fault(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	const struct vcpu_exit_fault *fault = &exit->fault;
	struct vm *vm = cpu->vm;
	int status;

	if (!fault->is_ipa_valid || fault->ipa - BENCH_WINDOW_IPA >= BENCH_WINDOW_SIZE) {
		return ACTION_STOP;
	}
	if (fault->is_permission) {
		status = stage2_protect(&vm->memory, BENCH_WINDOW_IPA, BENCH_WINDOW_SIZE,
					STAGE2_NORMAL_RW);
	} else {
		status = map(vm, STAGE2_NORMAL_RW);
	}
	return status == VCPU_OK ? ACTION_RESUME : ACTION_STOP;
}

uint64_t fault_window_first_word(const struct vm *vm)
{
	const unsigned char *page = page_of(vm);

	cache_invalidate(page, page + sizeof(uint64_t));
	return *(const volatile uint64_t *)(const void *)page;
}
