/* SPDX-License-Identifier: Apache-2.0 */
#include "test/core/guest.h"

#include <stddef.h>

#include <vcpu/hal.h>

#include "drivers/timer.h"
#include "host/cache.h"
#include "host/panic.h"
#include "host/smp.h"
#include "host/string.h"
#include "test/core/core.h"

#define TABLE_PAGES ((size_t)32)
#define IPA_BITS    39u

static uint64_t vmids_used[VMID_POOL_WORDS(VMID_POOL_BITS_DEFAULT)];
static struct vmid_pool vmids;
static uint64_t tick_us[HOST_CPUS_MAX];

static bool is_ok(int status, const char *call)
{
	return check(status == VCPU_OK, call) || check(false, vcpu_status_str(status));
}

void guest_init(void)
{
	if (vmid_pool_init(&vmids, vmids_used, VMID_POOL_BITS_DEFAULT) != VCPU_OK) {
		host_panic("no VMIDs");
	}
}

struct vmid_pool *guest_vmids(void)
{
	return &vmids;
}

static unsigned int ipa_bits(const struct guest_config *config)
{
	unsigned int max = stage2_ipa_bits_max();

	if (config->ipa_bits != 0) {
		return config->ipa_bits;
	}
	return max < IPA_BITS ? max : IPA_BITS;
}

bool guest_make_memory(struct guest *guest, const struct guest_code *code,
		       const struct guest_config *config)
{
	size_t size = (size_t)(code->end - code->start);
	void *tables = core_alloc(TABLE_PAGES * PTABLE_PAGE_SIZE, PTABLE_PAGE_SIZE);

	guest->ram = core_alloc(GUEST_SIZE_BYTES, PTABLE_PAGE_SIZE);
	memcpy(guest->ram, code->start, size);
	cache_publish_code(guest->ram, guest->ram + GUEST_SIZE_BYTES);
	return check(size <= GUEST_DATA, "code ends below the data") &&
	       is_ok(ptable_pool_init(&guest->pool, tables, TABLE_PAGES), "ptable_pool_init") &&
	       is_ok(stage2_init(&guest->memory, &guest->pool, &vmids, ipa_bits(config),
				 config->levels),
		     "stage2_init") &&
	       is_ok(stage2_map(&guest->memory, GUEST_IPA, (uintptr_t)guest->ram, GUEST_SIZE_BYTES,
				STAGE2_NORMAL_RWX),
		     "stage2_map");
}

bool guest_start(struct guest *guest, const struct guest_code *code,
		 const struct guest_config *config)
{
	const struct vcpu_setup setup = {
		.entry_ipa = GUEST_IPA,
		.memory = &guest->memory,
		.flags = config->flags,
	};

	memset(guest, 0, sizeof(*guest));
	return guest_make_memory(guest, code, config) &&
	       is_ok(vcpu_init(&guest->vcpu, &config->vcpu), "vcpu_init") &&
	       is_ok(vcpu_setup(&guest->vcpu, &setup), "vcpu_setup");
}

void guest_destroy(struct guest *guest)
{
	stage2_destroy(&guest->memory);
}

bool guest_bind(struct guest *guest)
{
	return is_ok(vcpu_bind(&guest->vcpu), "vcpu_bind");
}

bool guest_unbind(struct guest *guest)
{
	return is_ok(vcpu_unbind(&guest->vcpu), "vcpu_unbind");
}

void guest_tick(uint64_t delay_us)
{
	tick_us[smp_this_cpu()] = delay_us;
	if (delay_us == 0) {
		timer_disarm();
	} else {
		timer_arm(sysreg_read_cntfrq_el0() * delay_us / 1000000);
	}
}

bool guest_run(struct guest *guest)
{
	while (is_ok(vcpu_run(&guest->vcpu, &guest->exit), "vcpu_run")) {
		if (guest->exit.reason == VCPU_EXIT_EXTERNAL_INTERRUPT) {
			guest->n_interrupts++;
			hal_irq_handle(guest->exit.interrupt.vector);
			guest_tick(tick_us[smp_this_cpu()]);
		} else if (guest->exit.reason != VCPU_EXIT_NOTHING) {
			return true;
		}
	}
	return false;
}

bool guest_show_exit(const struct guest *guest)
{
	check(false, "the exit is an expected one");
	check(false, vcpu_exit_reason_str(guest->exit.reason));
	core_note("PC", vcpu_pc(&guest->vcpu));
	core_note("ESR_EL2", vcpu_last_esr());
	return false;
}

bool guest_run_state(struct guest *guest)
{
	if (!guest_run(guest)) {
		return false;
	}
	switch (guest->exit.reason) {
	case VCPU_EXIT_HALT:
	case VCPU_EXIT_SMC:
		vcpu_finish_step(&guest->vcpu);
		return true;
	case VCPU_EXIT_HYPERCALL:
		if (guest->exit.call.imm == GUEST_HVC_STEP) {
			return true;
		}
		core_note("a register has changed; word of the snapshot:",
			  vcpu_get_gpr(&guest->vcpu, 0));
		return check_eq(vcpu_get_gpr(&guest->vcpu, 2), vcpu_get_gpr(&guest->vcpu, 1),
				"its value");
	default:
		return guest_show_exit(guest);
	}
}
