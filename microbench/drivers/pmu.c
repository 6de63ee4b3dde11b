/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/pmu.h"

#include <vcpu/sysreg.h>

#define BIT(n) (UINT64_C(1) << (n))

/* DDI 0487, "ID_AA64DFR0_EL1" */
#define DFR0_PMUVER_SHIFT 8
#define PMUVER_NONE       0u
#define PMUVER_IMPDEF     15u

/* DDI 0487, "PMCR_EL0", "MDCR_EL2" */
#define PMCR_E       BIT(0) /* the counters below HPMN count */
#define PMCR_P       BIT(1) /* event counters to 0 */
#define PMCR_C       BIT(2) /* cycle counter to 0 */
#define PMCR_LC      BIT(6) /* the cycle counter has 64 bits */
#define MDCR_HPMN    0x1fu  /* event counters from this number on are ruled by HPME, which is 0 */
#define MDCR_HPMD    BIT(17)
#define MDCR_HCCD    BIT(23)
#define EVENTS_USED  3u
#define CYCLE_ENABLE BIT(31)

/* DDI 0487, "PMEVTYPER<n>_EL0": U and P leave EL0 and EL1 out, NSH takes EL2 in. */
#define TYPE_P       BIT(31)
#define TYPE_U       BIT(30)
#define TYPE_NSH     BIT(27)
#define TYPE_ALL     TYPE_NSH
#define TYPE_EL2     (TYPE_P | TYPE_U | TYPE_NSH)
#define INST_RETIRED 0x08u
#define CPU_CYCLES   0x11u

/* A known number of instructions, and how many more may be counted of those around them. */
#define NOPS       1000u
#define NOPS_SLACK 64u

static bool has_counters(void)
{
	unsigned int version = sysreg_read_id_aa64dfr0_el1() >> DFR0_PMUVER_SHIFT & 15;
	uint64_t events = BIT(INST_RETIRED) | BIT(CPU_CYCLES);

	if (version == PMUVER_NONE || version == PMUVER_IMPDEF) {
		return false;
	}
	return (sysreg_read_mdcr_el2() & MDCR_HPMN) >= EVENTS_USED &&
	       (sysreg_read_pmceid0_el0() & events) == events;
}

static void set_up(void)
{
	sysreg_write_pmcntenclr_el0(~UINT64_C(0) >> 32);
	sysreg_write_pmintenclr_el1(~UINT64_C(0) >> 32);
	sysreg_write_pmccfiltr_el0(TYPE_ALL);
	sysreg_write_pmevtyper0_el0(TYPE_ALL | INST_RETIRED);
	sysreg_write_pmevtyper1_el0(TYPE_EL2 | CPU_CYCLES);
	sysreg_write_pmevtyper2_el0(TYPE_EL2 | INST_RETIRED);
	sysreg_write_pmcr_el0(PMCR_E | PMCR_P | PMCR_C | PMCR_LC);
	sysreg_write_pmcntenset_el0(CYCLE_ENABLE | (BIT(EVENTS_USED) - 1));
	cpu_isb();
}

void pmu_read(struct pmu_reading *out)
{
	/* Between two ISBs, so that what is counted is what the program says. */
	cpu_isb();
	out->value[PMU_CYCLES] = sysreg_read_pmccntr_el0();
	out->value[PMU_INSTRUCTIONS] = sysreg_read_pmevcntr0_el0();
	out->value[PMU_EL2_CYCLES] = sysreg_read_pmevcntr1_el0();
	out->value[PMU_EL2_INSTRUCTIONS] = sysreg_read_pmevcntr2_el0();
	cpu_isb();
}

static bool is_about(uint64_t counted)
{
	return counted >= NOPS && counted <= NOPS + NOPS_SLACK;
}

/* At EL2 both instruction counters must see the same; some cycles there must have been. */
static bool counts(void)
{
	struct pmu_reading from;
	struct pmu_reading to;

	pmu_read(&from);
	__asm__ volatile(".rept 1000\n nop\n .endr" : : : "memory");
	pmu_read(&to);
	return is_about(pmu_delta(PMU_INSTRUCTIONS, &from, &to)) &&
	       is_about(pmu_delta(PMU_EL2_INSTRUCTIONS, &from, &to)) &&
	       pmu_delta(PMU_CYCLES, &from, &to) > 0 && pmu_delta(PMU_EL2_CYCLES, &from, &to) > 0;
}

bool pmu_start(void)
{
	if (!has_counters() || (sysreg_read_mdcr_el2() & (MDCR_HPMD | MDCR_HCCD)) != 0) {
		return false;
	}
	set_up();
	return counts();
}
