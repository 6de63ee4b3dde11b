/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a guest's SMC where there is an EL3, with our monitor in it, and where there is none. */
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "el3/el3.h"
#include "host/image.h"
#include "host/string.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(smc_0);
PROBE(smc_8001);
PROBE(hvc_0);

static struct guest guest;

/* DDI 0487, "ID_AA64PFR0_EL1": EL3 is bits 15:12. */
static bool has_el3(void)
{
	return (sysreg_read_id_aa64pfr0_el1() >> 12 & 15) != 0;
}

/* The host's own call. *x1: argument and answer. */
static uint64_t call_el3(uint64_t function, uint64_t *x1)
{
	register uint64_t r0 __asm__("x0") = function;
	register uint64_t r1 __asm__("x1") = *x1;

	__asm__ volatile("smc #0"
			 : "+r"(r0), "+r"(r1)
			 :
			 : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
			   "x13", "x14", "x15", "x16", "x17", "memory");
	*x1 = r1;
	return r0;
}

static uint64_t count_smcs(void)
{
	uint64_t count = 0;

	check_eq(call_el3(EL3_COUNT, &count), 0, "COUNT is answered");
	return count;
}

/* VECTORS=firmware-*: one of their own at each of @n_exits. */
static uint64_t count_of_vectors(uint64_t n_exits)
{
	static const char firmware[] = "firmware-";
	size_t len = sizeof(firmware) - 1;

	return strlen(image_identity.vectors) > len &&
			       memcmp(image_identity.vectors, firmware, len) == 0
		       ? n_exits
		       : 0;
}

/* Without our monitor, the test cannot be made. */
static bool has_monitor(void)
{
	uint64_t unused = 0;

	if (has_el3() && call_el3(EL3_COUNT, &unused) == 0) {
		return true;
	}
	core_skip("needs the monitor at EL3");
	return false;
}

/* Of register @n; no two are alike, also when inverted. */
static uint64_t value_of(unsigned int n)
{
	return UINT64_C(0x0123456789abcd00) + n * UINT64_C(0x1001001001001001);
}

static void fill_registers(uint64_t function)
{
	vcpu_set_gpr(&guest.vcpu, 0, function);
	for (uint8_t n = 1; n < 31; n++) {
		vcpu_set_gpr(&guest.vcpu, n, value_of(n));
	}
}

/* Registers @first to @last are as they were filled, with the bits in @inverted inverted. */
static void check_registers(uint8_t first, uint8_t last, uint64_t inverted)
{
	for (uint8_t n = first; n <= last; n++) {
		if (!check_eq(vcpu_get_gpr(&guest.vcpu, n), value_of(n) ^ inverted, "register")) {
			core_note("number of the register", n);
		}
	}
}

static void check_echo(void)
{
	check_eq(vcpu_get_gpr(&guest.vcpu, 0), 0, "x0 of the answer");
	check_registers(1, 17, ~UINT64_C(0));
	check_registers(18, 30, 0);
}

CORE_TEST(el3_monitor_says_what_it_knows)
{
	static const struct {
		uint32_t function;
		uint64_t x1;
		uint64_t answer;
	} calls[] = {
		/* DEN 0028, "SMCCC_VERSION"; DEN 0022, "PSCI_VERSION", "PSCI_FEATURES" */
		{ 0x80000000, 0, 0x10002 },
		{ 0x84000000, 0, 0x10001 },
		{ 0x8400000a, 0x80000000, 0 },
		{ 0x8400000a, 0x84000000, 0 },
		{ 0x8400000a, 0x84000008, 0 },
		{ 0x8400000a, 0x8400000a, 0 },
		{ 0x8400000a, 0xc4000003, 0 },
		{ 0x8400000a, 0x84000002, UINT64_MAX },
		/* CPU_ON of a CPU that is not there, and of the one that asks */
		{ 0xc4000003, 0xffffff, (uint64_t)-2 },
		{ 0xc4000003, 0, (uint64_t)-4 },
		{ 0xc3000003, 2, UINT64_MAX },
		{ 0x00000000, 3, UINT64_MAX },
	};

	if (!has_monitor()) {
		return;
	}
	for (unsigned int i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		uint64_t x1 = calls[i].x1;

		if (!check_eq(call_el3(calls[i].function, &x1), calls[i].answer, "answer") ||
		    !check_eq(x1, calls[i].x1, "x1 is as it was")) {
			core_note("of function", calls[i].function);
		}
	}
}

CORE_TEST(forwarded_smc_reaches_el3_with_17_arguments_and_returns)
{
	uint64_t count;

	if (!has_monitor() || !probe_start(&guest, VCPU_FLAG_SMC_FORWARD)) {
		return;
	}
	count = count_smcs();
	for (unsigned int i = 1; i <= 3; i++) {
		fill_registers(EL3_ECHO);
		/* To the HVC behind it: the SMC is no exit of its own. */
		if (!probe_do(&guest, exits_smc_0)) {
			return;
		}
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0) + 8, "PC behind the HVC");
		check_echo();
		check_eq(count_smcs(), count + i + count_of_vectors((uint64_t)2 * i),
			 "SMCs at EL3");
	}
	probe_end(&guest);
}

/* VCPU_FLAG_SMC_NATIVE: EL2 does not see it, forwarded or not. */
CORE_TEST(native_smc_reaches_el3_without_an_exit)
{
	uint64_t count;

	if (!has_monitor()) {
		return;
	}
	for (unsigned int i = 0; i < 2; i++) {
		if (!probe_start(&guest,
				 VCPU_FLAG_SMC_NATIVE | (i == 0 ? 0u : VCPU_FLAG_SMC_FORWARD))) {
			return;
		}
		count = count_smcs();
		fill_registers(EL3_ECHO);
		if (probe_run_once(&guest, exits_smc_0, VCPU_EXIT_HYPERCALL)) {
			check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0) + 8,
				 "PC behind the HVC");
			check_echo();
			check_eq(count_smcs(), count + 1 + count_of_vectors(1), "SMCs at EL3");
		}
		probe_end(&guest);
	}
}

CORE_TEST(forwarded_smc_is_one_entry_that_ends_in_nothing)
{
	if (!has_monitor() || !probe_start(&guest, VCPU_FLAG_SMC_FORWARD)) {
		return;
	}
	fill_registers(EL3_ECHO);
	if (probe_run_once(&guest, exits_smc_0, VCPU_EXIT_NOTHING)) {
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0) + 4, "PC behind the SMC");
		check_echo();
	}
	/* What EL3 does not know is its to refuse. */
	fill_registers(0xc3000003);
	if (probe_do(&guest, exits_smc_0)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 0), UINT64_MAX, "NOT_SUPPORTED");
		check_registers(1, 30, 0);
	}
	probe_end(&guest);
}

/* With the flag, and with an EL3 or without. */
static void check_stays_here(uint64_t function, const unsigned char *label,
			     enum vcpu_exit_reason reason, uint16_t imm)
{
	fill_registers(function);
	if (!probe_run_once(&guest, label, reason)) {
		core_note("of function", function);
		return;
	}
	if (reason == VCPU_EXIT_SMC || reason == VCPU_EXIT_HYPERCALL) {
		check_eq(guest.exit.call.imm, imm, "immediate");
	}
	check_eq(vcpu_get_gpr(&guest.vcpu, 0), function, "x0");
	check_registers(1, 30, 0);
}

CORE_TEST(only_smcs_of_the_convention_that_are_not_psci_are_forwarded)
{
	uint64_t count;

	if (!has_monitor() || !probe_start(&guest, VCPU_FLAG_SMC_FORWARD)) {
		return;
	}
	count = count_smcs();
	check_stays_here(0xc4000003, exits_smc_0, VCPU_EXIT_CPU_UP, 0);
	check_eq(guest.exit.cpu_up.target, value_of(1), "CPU to start");
	check_stays_here(0x84000003, exits_smc_0, VCPU_EXIT_CPU_UP, 0);
	check_stays_here(0x84000002, exits_smc_0, VCPU_EXIT_CPU_DOWN, 0);
	check_stays_here(0x84000008, exits_smc_0, VCPU_EXIT_SYSTEM_DOWN, 0);
	check_stays_here(0x84000009, exits_smc_0, VCPU_EXIT_SYSTEM_DOWN, 0);
	check_stays_here(0x84000000, exits_smc_0, VCPU_EXIT_SMC, 0);
	check_stays_here(0x8400000a, exits_smc_0, VCPU_EXIT_SMC, 0);
	check_stays_here(EL3_ECHO, exits_smc_8001, VCPU_EXIT_SMC, 0x8001);
	check_stays_here(EL3_ECHO, exits_hvc_0, VCPU_EXIT_HYPERCALL, 0);
	check_eq(count_smcs(), count + count_of_vectors(9), "SMCs at EL3");
	probe_end(&guest);
}

/* What the guest left in this CPU's registers does not help: they come from its vCPU. */
static void clear_caller_saved(void)
{
	__asm__ volatile(".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17\n\t"
			 "mov x\\n, xzr\n\t"
			 ".endr"
			 :
			 :
			 : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
			   "x12", "x13", "x14", "x15", "x16", "x17");
}

CORE_TEST(smc_that_was_returned_is_forwarded_on_request)
{
	uint64_t count;

	if (!has_monitor() || !probe_start(&guest, 0)) {
		return;
	}
	count = count_smcs();
	check_stays_here(EL3_ECHO, exits_smc_0, VCPU_EXIT_SMC, 0);
	check_eq(count_smcs(), count + count_of_vectors(1), "SMCs at EL3 before");
	check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0), "PC of the SMC");
	clear_caller_saved();
	check_eq((uint64_t)vcpu_forward_smc(&guest.vcpu), VCPU_OK, "vcpu_forward_smc");
	check_eq(count_smcs(), count + 1 + count_of_vectors(1), "SMCs at EL3");
	check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0) + 4, "PC behind the SMC");
	if (probe_is_done(&guest)) {
		check_echo();
	}
	probe_end(&guest);
}

CORE_TEST(without_el3_every_smc_is_returned)
{
	if (has_el3()) {
		core_skip("there is an EL3");
		return;
	}
	if (!probe_start(&guest, VCPU_FLAG_SMC_FORWARD)) {
		return;
	}
	check_stays_here(EL3_ECHO, exits_smc_0, VCPU_EXIT_SMC, 0);
	check_eq((uint64_t)(int64_t)vcpu_forward_smc(&guest.vcpu),
		 (uint64_t)(int64_t)VCPU_EUNSUPPORTED, "vcpu_forward_smc");
	check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_0), "PC of the SMC");
	check_eq(vcpu_get_gpr(&guest.vcpu, 0), EL3_ECHO, "x0");
	check_registers(1, 30, 0);
	probe_end(&guest);
}
