/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sysreg_read_<name>() and sysreg_write_<name>() for every row of sysreg.def, barriers, and the
 * encodings under which a trapped access reports a register.
 *
 * An include path chooses what the accessors are: instructions on the target, a strict fake in host
 * unit tests (<cpu/access.h>).
 */
#ifndef VCPU_SYSREG_H
#define VCPU_SYSREG_H

#include <stdint.h>

#include <cpu/access.h>

/* ISS of a trapped MSR or MRS with Rt and direction zero.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from MSR, MRS, or System instruction
 * execution in AArch64 state" */
#define VCPU_SYSREG_ID(op0, op1, crn, crm, op2)                                                    \
	((uint32_t)(op0) << 20 | (uint32_t)(op2) << 17 | (uint32_t)(op1) << 14 |                   \
	 (uint32_t)(crn) << 10 | (uint32_t)(crm) << 1)

enum vcpu_sysreg_trap {
#define SYSREG_RO(name, ...)           TRAP_##name = VCPU_SYSREG_ID(__VA_ARGS__),
#define SYSREG_WO(name, ...)           TRAP_##name = VCPU_SYSREG_ID(__VA_ARGS__),
#define SYSREG_RW(name, ...)           TRAP_##name = VCPU_SYSREG_ID(__VA_ARGS__),
#define SYSREG_EL1(feature, name, ...) TRAP_##name = VCPU_SYSREG_ID(__VA_ARGS__),
#include <vcpu/sysreg.def>
};

#endif
