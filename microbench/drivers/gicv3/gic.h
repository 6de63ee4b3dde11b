/* SPDX-License-Identifier: Apache-2.0 */
/* GICv3: Group 1 of this Security state, system-register interface. IHI 0069. */
#ifndef GICV3_GIC_H
#define GICV3_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/arch.h>

#include "drivers/gic_driver.h"
#include "drivers/gicv3/gicr.h"
#include "drivers/mmio.h"
#include "host/stack.h"

/* Each CPU's, found by gic_init_cpu(). */
extern uintptr_t gic_redistributors[HOST_CPUS_MAX];

static inline uintptr_t gic_redistributor(void)
{
	return gic_redistributors[arch_pcpu_this()->cpu_id];
}

/* IHI 0069, "ICC_IAR1_EL1": with interrupts masked it synchronizes itself. That the interrupt is
 * active is visible to memory-mapped accesses only behind a DSB, which who makes them has. */
static inline uint32_t gic_acknowledge(void)
{
	return (uint32_t)sysreg_read_icc_iar1_el1();
}

/* No ISB behind either: a priority that has not been dropped yet holds back other interrupts, and
 * nothing else; the ERET into a guest is late enough. */
static inline void gic_drop(uint32_t intid)
{
	sysreg_write_icc_eoir1_el1(intid);
}

static inline void gic_deactivate(uint32_t intid)
{
	sysreg_write_icc_dir_el1(intid);
}

static inline void gic_end(uint32_t intid)
{
	gic_drop(intid);
	gic_deactivate(intid);
}

static inline void gic_enable_private(uint32_t intid)
{
	mmio_write_32(gic_redistributor() + GICR_ISENABLER0, 1u << intid);
}

static inline void gic_disable_private(uint32_t intid)
{
	uintptr_t gicr = gic_redistributor();

	mmio_write_32(gicr + GICR_ICENABLER0, 1u << intid);
	/* IHI 0069, "GICR_CTLR": until then it may still be given. */
	while ((mmio_read_32(gicr + GICR_CTLR) & GICR_CTLR_RWP) != 0) {
	}
}

static inline void gic_set_active_private(uint32_t intid, bool is_active)
{
	mmio_write_32(gic_redistributor() + (is_active ? GICR_ISACTIVER0 : GICR_ICACTIVER0),
		      1u << intid);
	/* The store has arrived there before a guest is entered whose interrupt this is. */
	cpu_dsb_sy();
}

/* IHI 0069, "Observability of the effects of accesses to the GIC registers": what system registers
 * have done to it is seen by a load behind an ISB and a DSB. */
static inline bool gic_is_active_private(uint32_t intid)
{
	cpu_isb();
	cpu_dsb_sy();
	return (mmio_read_32(gic_redistributor() + GICR_ISACTIVER0) >> intid & 1) != 0;
}

/* Of the virtual CPU interface: which list registers hold nothing pending or active. IHI 0069,
 * ICH_ELRSR_EL2. */
static inline uint64_t gic_empty_lists(void)
{
	return sysreg_read_ich_elrsr_el2();
}

#endif
