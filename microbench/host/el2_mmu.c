/* SPDX-License-Identifier: Apache-2.0 */
#include "host/el2_mmu.h"

#include <stddef.h>
#include <stdint.h>

#include <vcpu/ptable.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "host/cache.h"
#include "host/image.h"
#include "host/panic.h"
#include "host/stack.h"

#define BIT(n) (UINT64_C(1) << (n))

/* Stage-1 descriptor attributes, EL2. DDI 0487, "VMSAv8-64 translation table format descriptors" */
#define S1_NORMAL   (UINT64_C(0) << 2 | BIT(8) | BIT(9)) /* MAIR attribute 0, inner shareable */
#define S1_DEVICE   (UINT64_C(1) << 2)                   /* MAIR attribute 1 */
#define S1_AP1_RES1 BIT(6)
#define S1_RO       BIT(7)
#define S1_AF       BIT(10)
#define S1_XN       BIT(54)
#define S1_BASE     (S1_AF | S1_AP1_RES1)

#define MAIR_NORMAL_WB_DEVICE_NGNRNE 0x00ffu

#define VA_BITS       48u
#define TCR_EL2_RES1  (BIT(31) | BIT(23))
#define TCR_SH0_INNER (BIT(13) | BIT(12))
#define TCR_ORGN0_WB  BIT(10)
#define TCR_IRGN0_WB  BIT(8)
#define TCR_PS_SHIFT  16
#define PARANGE_48    5u
#define SCTLR_EL2_ON  (BIT(0) | BIT(2) | BIT(3) | BIT(12)) /* M, C, SA, I */

#define TABLE_PAGES 32u
static unsigned char table_pages[TABLE_PAGES * PTABLE_PAGE_SIZE] __attribute__((aligned(4096)));
static struct el2_mmu registers;

static void map(struct ptable *pt, const void *start, const void *end, uint64_t attrs)
{
	uint64_t at = (uintptr_t)start;

	/* An image without guests has no memory for them. */
	if (start == end) {
		return;
	}
	if (ptable_map(pt, at, at, (uintptr_t)end - at, attrs) != VCPU_OK) {
		host_panic("cannot map the image at EL2");
	}
}

static void map_image(struct ptable *pt)
{
	map(pt, image_start, image_rodata_start, S1_BASE | S1_NORMAL | S1_RO);
	map(pt, image_rodata_start, image_data_start, S1_BASE | S1_NORMAL | S1_RO | S1_XN);
	map(pt, image_data_start, image_stacks, S1_BASE | S1_NORMAL | S1_XN);
	/* The page below each stack stays unmapped: an overflow is a fault with a name. */
	for (char *stride = image_stacks; stride < image_stacks_end; stride += STACK_STRIDE_BYTES) {
		map(pt, stride + STACK_GUARD_BYTES, stride + STACK_STRIDE_BYTES,
		    S1_BASE | S1_NORMAL | S1_XN);
	}
	map(pt, image_stacks_end, image_end, S1_BASE | S1_NORMAL | S1_XN);
}

static void map_devices(struct ptable *pt)
{
	for (size_t i = 0; i < board.n_devices; i++) {
		const struct mmio_region *region = &board.devices[i];

		if (ptable_map(pt, region->base, region->base, region->size_bytes,
			       S1_BASE | S1_DEVICE | S1_XN) != VCPU_OK) {
			host_panic("cannot map a device at EL2");
		}
	}
}

static uint64_t tcr_el2(void)
{
	uint64_t pa_range = sysreg_read_id_aa64mmfr0_el1() & 15;

	if (pa_range > PARANGE_48) {
		pa_range = PARANGE_48;
	}
	return TCR_EL2_RES1 | pa_range << TCR_PS_SHIFT | TCR_SH0_INNER | TCR_ORGN0_WB |
	       TCR_IRGN0_WB | (64 - VA_BITS);
}

void el2_mmu_enable(void)
{
	static const struct ptable_config config = {
		.in_bits = VA_BITS,
		.out_bits = VA_BITS,
		.levels = 4,
	};
	struct ptable_pool pool;
	struct ptable pt;

	if (ptable_pool_init(&pool, table_pages, TABLE_PAGES) != VCPU_OK ||
	    ptable_init(&pt, &pool, &config) != VCPU_OK) {
		host_panic("no memory for EL2 tables");
	}
	map_image(&pt);
	map_devices(&pt);
	/* All of it was written with the cache off; lines from before would hide it once it is
	 * on. */
	cache_invalidate(image_data_start, image_end);

	registers = (struct el2_mmu){
		.mair = MAIR_NORMAL_WB_DEVICE_NGNRNE,
		.tcr = tcr_el2(),
		.ttbr0 = (uintptr_t)pt.root,
		.sctlr = sysreg_read_sctlr_el2() | SCTLR_EL2_ON,
	};
	sysreg_write_mair_el2(registers.mair);
	sysreg_write_tcr_el2(registers.tcr);
	sysreg_write_ttbr0_el2(registers.ttbr0);
	cpu_isb();
	cache_forget_el2();
	sysreg_write_sctlr_el2(registers.sctlr);
	cpu_isb();
}

const struct el2_mmu *el2_mmu_registers(void)
{
	return &registers;
}
