/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/needs.h"

#include <stdbool.h>
#include <stddef.h>

#include <vcpu/gic.h>
#include <vcpu/sysreg.h>

#include "el3/el3.h"
#include "host/image.h"
#include "host/smp.h"
#include "measure/bench.h"

static bool has_monitor(void)
{
	return el3_is_ours != 0;
}

static bool has_cpu_1(void)
{
	return smp_start(1) == NULL;
}

static bool has_gicv3(void)
{
	return image_identity.has_gicv3;
}

static bool has_gicv2(void)
{
	return image_identity.has_gicv2;
}

static bool has_virtual_gic(void)
{
	return vcpu_gic_n_list_registers() != 0;
}

static bool has_inplace(void)
{
	return image_identity.has_inplace;
}

static bool has_vector_call(void)
{
	return image_identity.has_vector_call;
}

/* DDI 0487, CNTHCTL_EL2 with E2H 0; "Event streams": an event whenever bit EVNTI of the count
 * becomes 1. */
#define EVNTEN      (1u << 2)
#define EVNTI(bit)  ((uint64_t)(bit) << 4)
#define EVENT_BIT   9u
#define EVENT_TICKS (UINT64_C(1) << (EVENT_BIT + 1))
#define WFE_TRIES   8u

/* How long a WFE takes that finds no event, while they come every EVENT_TICKS. */
static uint64_t wfe_ticks(void)
{
	uint64_t start;

	/* The first one takes the event that there is from now on, whatever was before. */
	__asm__ volatile("sevl\n wfe" : : : "memory");
	cpu_isb();
	start = sysreg_read_cntpct_el0();
	__asm__ volatile("wfe" : : : "memory");
	cpu_isb();
	return sysreg_read_cntpct_el0() - start;
}

/* An emulator may take WFE for YIELD. What takes the CPU away meanwhile makes one try longer, not
 * all. */
static bool has_wfe(void)
{
	uint64_t cnthctl = sysreg_read_cnthctl_el2();
	uint64_t shortest = UINT64_MAX;

	sysreg_write_cnthctl_el2(cnthctl | EVNTEN | EVNTI(EVENT_BIT));
	cpu_isb();
	for (unsigned int i = 0; i < WFE_TRIES; i++) {
		uint64_t ticks = wfe_ticks();

		shortest = ticks < shortest ? ticks : shortest;
	}
	sysreg_write_cnthctl_el2(cnthctl);
	cpu_isb();
	return shortest > EVENT_TICKS / 4;
}

static const struct need {
	enum bench_needs bit;
	bool (*is_met)(void);
	const char *missing;
} all_needs[] = {
	{ BENCH_NEEDS_EL3, has_monitor, "no monitor of ours at EL3" },
	{ BENCH_NEEDS_CPU_1, has_cpu_1, "no second CPU" },
	{ BENCH_NEEDS_VIRTUAL_GIC, has_virtual_gic, "no GIC virtualization here" },
	{ BENCH_NEEDS_GICV3, has_gicv3, "no GICv3" },
	{ BENCH_NEEDS_GICV2, has_gicv2, "no GICv2" },
	{ BENCH_NEEDS_INPLACE, has_inplace, "no in-place answers in this image" },
	{ BENCH_NEEDS_VECTOR, has_vector_call, "no call answered in the vector in this image" },
	{ BENCH_NEEDS_WFE, has_wfe, "a WFE does not wait here, and so does not trap" },
};

const char *needs_missing(uint32_t needs)
{
	for (size_t i = 0; i < sizeof(all_needs) / sizeof(all_needs[0]); i++) {
		if ((needs & all_needs[i].bit) != 0 && !all_needs[i].is_met()) {
			return all_needs[i].missing;
		}
	}
	return NULL;
}
