/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_decode.h"
#include "test/ref_exception.h"

/* DEN 0028, "SMC32/HVC32 argument passing": W1 to W7, the upper halves are not the caller's to
 * use. */
static uint64_t argument(const struct guest *guest, unsigned int reg)
{
	uint64_t width = ref_has(guest->x[0], 30, "1") ? 64 : 32;

	return ref_bits(guest->x[reg], (unsigned int)width - 1, 0);
}

static void system_down(const struct guest *guest, bool is_reset, bool is_reset2,
			struct vcpu_exit *out)
{
	out->reason = VCPU_EXIT_SYSTEM_DOWN;
	out->system_down.is_reset = is_reset;
	/* reset_type is a uint32 in both conventions. */
	out->system_down.reset_type = is_reset2 ? (uint32_t)ref_bits(guest->x[1], 31, 0) : 0;
	out->system_down.cookie = is_reset2 ? argument(guest, 2) : 0;
}

/* DEN 0022, "Function prototypes" */
bool ref_psci(const struct guest *guest, bool is_smc, struct vcpu_exit *out)
{
	switch (ref_bits(guest->x[0], 31, 0)) {
	case 0x84000002: /* CPU_OFF */
		out->reason = VCPU_EXIT_CPU_DOWN;
		out->cpu_down.is_smc = is_smc;
		return true;
	case 0x84000003: /* CPU_ON, SMC32 */
	case 0xc4000003: /* CPU_ON, SMC64 */
		out->reason = VCPU_EXIT_CPU_UP;
		out->cpu_up.target = argument(guest, 1);
		out->cpu_up.entry_ipa = argument(guest, 2);
		out->cpu_up.arg = argument(guest, 3);
		out->cpu_up.is_smc = is_smc;
		return true;
	case 0x84000008: /* SYSTEM_OFF */
		system_down(guest, false, false, out);
		break;
	case 0x84000009: /* SYSTEM_RESET */
		system_down(guest, true, false, out);
		break;
	case 0x84000012: /* SYSTEM_RESET2, SMC32 */
	case 0xc4000012: /* SYSTEM_RESET2, SMC64 */
		system_down(guest, true, true, out);
		break;
	default:
		return false;
	}
	out->system_down.is_smc = is_smc;
	return true;
}
