/* SPDX-License-Identifier: Apache-2.0 */
#include "test/core/sweep.h"

#include <stddef.h>

#include "host/cache.h"
#include "host/string.h"
#include "test/core/core.h"

GUEST_CODE(sweep);

/* DDI 0487, "System instruction class encoding overview": MRS and MSR (register), Rt x0 */
#define MRS 0xd5300000u
#define MSR 0xd5100000u
#define RET 0xd65f03c0u
#define NOP 0xd503201fu

_Static_assert(SWEEP_STUBS_BYTES == SWEEP_STUBS_MAX * SWEEP_STUB_BYTES, "a piece for each");
_Static_assert(SWEEP_LIST_BYTES == SWEEP_STUBS_MAX * sizeof(uint16_t), "a number for each");
_Static_assert(SWEEP_OWN == SWEEP_STUBS_MAX * sizeof(struct sweep_result), "a result for each");

uint64_t sweep_name(uint32_t encoding)
{
	return (uint64_t)(encoding >> 14 | 2) << 24 | (uint64_t)(encoding >> 11 & 7) << 20 |
	       (uint64_t)(encoding >> 7 & 15) << 12 | (uint64_t)(encoding >> 3 & 15) << 4 |
	       (encoding & 7);
}

void sweep_list_all(struct sweep_list *list)
{
	for (uint32_t i = 0; i < SWEEP_STUBS_MAX; i++) {
		list->registers[i] = (uint16_t)i;
	}
	list->n = SWEEP_STUBS_MAX;
}

/* What would stop the guest itself: SCTLR_EL1, and VBAR_EL1, which it writes at its end. */
static bool is_never_written(uint32_t encoding)
{
	return encoding == SWEEP_REGISTER(3, 0, 1, 0, 0) ||
	       encoding == SWEEP_REGISTER(3, 0, 12, 0, 0);
}

/* Written once: a model keeps what it made of code until somebody writes there. */
static uint32_t *make_stubs(void)
{
	static uint32_t stubs[SWEEP_STUBS_BYTES / 4]
		__attribute__((section(".guest_ram"), aligned(PTABLE_PAGE_SIZE)));
	static bool are_made;

	for (uint32_t i = 0; i < SWEEP_STUBS_MAX && !are_made; i++) {
		uint32_t *stub = &stubs[(size_t)i * 4];

		/* o0 19, op1 18:16, CRn 15:12, CRm 11:8, op2 7:5: as the number, 5 bits up. */
		stub[0] = MRS | i << 5;
		stub[1] = RET;
		stub[2] = is_never_written(i) ? NOP : MSR | i << 5;
		stub[3] = RET;
	}
	if (!are_made) {
		cache_publish_code(stubs, stubs + sizeof(stubs) / sizeof(stubs[0]));
		are_made = true;
	}
	return stubs;
}

static uint16_t *copy_list(const struct sweep_list *list)
{
	uint16_t *copy = core_alloc(SWEEP_LIST_BYTES, PTABLE_PAGE_SIZE);

	memcpy(copy, list->registers, list->n * sizeof(*copy));
	cache_publish_code(copy, copy + SWEEP_STUBS_MAX);
	return copy;
}

static bool map(struct guest *guest, uint64_t ipa, void *at, size_t size, enum stage2_memory memory)
{
	return check_eq((uint64_t)stage2_map(&guest->memory, ipa, (uintptr_t)at, size, memory),
			VCPU_OK, "stage2_map");
}

bool sweep_start(struct sweep *sweep, const struct sweep_list *list, uint64_t pattern,
		 uint32_t flags)
{
	const struct guest_config config = {
		.vcpu = { .preferred_cpu = VCPU_CPU_ANY, .boot_arg = pattern },
		.flags = flags,
	};

	sweep->results = core_alloc(SWEEP_RESULTS_BYTES, PTABLE_PAGE_SIZE);
	cache_publish_code(sweep->results, (const char *)sweep->results + SWEEP_RESULTS_BYTES);
	return guest_start(&sweep->guest, &guest_code_sweep, &config) &&
	       map(&sweep->guest, SWEEP_STUBS, make_stubs(), SWEEP_STUBS_BYTES, STAGE2_NORMAL_RX) &&
	       map(&sweep->guest, SWEEP_LIST, copy_list(list), SWEEP_LIST_BYTES,
		   STAGE2_NORMAL_RO) &&
	       map(&sweep->guest, SWEEP_RESULTS, sweep->results, SWEEP_RESULTS_BYTES,
		   STAGE2_NORMAL_RW) &&
	       vcpu_set_gpr(&sweep->guest.vcpu, 25, list->n) == VCPU_OK;
}

bool sweep_run(struct sweep *sweep, uint64_t next_pattern)
{
	struct guest *guest = &sweep->guest;

	while (guest_run(guest)) {
		switch (guest->exit.reason) {
		case VCPU_EXIT_HYPERCALL:
			vcpu_set_return_value(&guest->vcpu, next_pattern);
			return check_eq(guest->exit.call.imm, GUEST_HVC_STEP, "end of the sweep");
		case VCPU_EXIT_SYSREG_READ:
		case VCPU_EXIT_SYSREG_WRITE:
		case VCPU_EXIT_SEND_IPI:
			(void)vcpu_inject_undef(&guest->vcpu);
			break;
		default:
			check(false, vcpu_exit_reason_str(guest->exit.reason));
			core_note("PC", vcpu_pc(&guest->vcpu));
			core_note("ESR_EL2", vcpu_last_esr());
			return false;
		}
	}
	return false;
}

struct sweep_result *sweep_keep(struct sweep *sweep)
{
	struct sweep_result *copy = core_alloc(SWEEP_RESULTS_BYTES, 16);

	/* The guest wrote it with its cache off. */
	cache_invalidate(sweep->results, (const char *)sweep->results + SWEEP_RESULTS_BYTES);
	memcpy(copy, sweep->results, SWEEP_RESULTS_BYTES);
	return copy;
}
