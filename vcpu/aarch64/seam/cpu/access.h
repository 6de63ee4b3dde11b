/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CPU itself: every accessor is one instruction, always inline. Encoding form (S3_0_C1_C0_0),
 * so no assembler has to know the register.
 */
#ifndef CPU_ACCESS_H
#define CPU_ACCESS_H

#include <stdint.h>

#define ACCESS_NAME(op0, op1, crn, crm, op2) "S" #op0 "_" #op1 "_C" #crn "_C" #crm "_" #op2

/* volatile and "memory": a counter or status read keeps its place. */
#define ACCESS_READ(name, ...)                                                                     \
	static inline uint64_t sysreg_read_##name(void)                                            \
	{                                                                                          \
		uint64_t val;                                                                      \
		__asm__ volatile("mrs %0, " ACCESS_NAME(__VA_ARGS__) : "=r"(val) : : "memory");    \
		return val;                                                                        \
	}

/* "memory": a write may change what a later load or store means. */
#define ACCESS_WRITE(name, ...)                                                                    \
	static inline void sysreg_write_##name(uint64_t val)                                       \
	{                                                                                          \
		__asm__ volatile("msr " ACCESS_NAME(__VA_ARGS__) ", %x0"                           \
				 :                                                                 \
				 : "rZ"(val)                                                       \
				 : "memory");                                                      \
	}

#define SYSREG_RO(name, ...) ACCESS_READ(name, __VA_ARGS__)
#define SYSREG_WO(name, ...) ACCESS_WRITE(name, __VA_ARGS__)
#define SYSREG_RW(name, ...) ACCESS_READ(name, __VA_ARGS__) ACCESS_WRITE(name, __VA_ARGS__)

/* What moves with a guest: a row of such moves between two barriers, where no value of EL1 means
 * anything to EL2's own loads and stores. Without "memory" these pair. */
#define ACCESS_MOVE(name, ...)                                                                     \
	static inline uint64_t sysreg_take_##name(void)                                            \
	{                                                                                          \
		uint64_t val;                                                                      \
		__asm__ volatile("mrs %0, " ACCESS_NAME(__VA_ARGS__) : "=r"(val));                 \
		return val;                                                                        \
	}                                                                                          \
	static inline void sysreg_give_##name(uint64_t val)                                        \
	{                                                                                          \
		__asm__ volatile("msr " ACCESS_NAME(__VA_ARGS__) ", %x0" : : "rZ"(val));           \
	}
#define SYSREG_EL1(feature, name, ...)                                                             \
	ACCESS_READ(name, __VA_ARGS__)                                                             \
	ACCESS_WRITE(name, __VA_ARGS__) ACCESS_MOVE(name, __VA_ARGS__)
#include <vcpu/sysreg.def>

/* Of the compiler's only. */
static inline void cpu_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

/* Both are in registers from here on: loaded where the source says so, and with one instruction. */
static inline void cpu_hold(uint64_t *a, uint64_t *b)
{
	__asm__ volatile("" : "+r"(*a), "+r"(*b));
}

/* An address of its own, and no longer one at a distance from another that is too long for a
 * pair. */
static inline const void *cpu_base(const void *base)
{
	__asm__("" : "+r"(base));
	return base;
}

static inline void cpu_isb(void)
{
	__asm__ volatile("isb" : : : "memory");
}

static inline void cpu_dsb_sy(void)
{
	__asm__ volatile("dsb sy" : : : "memory");
}

static inline void cpu_dsb_ish(void)
{
	__asm__ volatile("dsb ish" : : : "memory");
}

/* Every entry of the EL1 and EL0 regime, stage 1 and 2, all VMIDs, on this CPU. */
static inline void cpu_tlbi_alle1(void)
{
	__asm__ volatile("tlbi alle1" : : : "memory");
}

static inline void cpu_dsb_nsh(void)
{
	__asm__ volatile("dsb nsh" : : : "memory");
}

/* Every entry of the EL2 regime on this CPU. */
static inline void cpu_tlbi_alle2(void)
{
	__asm__ volatile("tlbi alle2" : : : "memory");
}

/* Stage 1, and both stages as one, with the VMID in VTTBR_EL2, on this CPU. */
static inline void cpu_tlbi_vmalle1(void)
{
	__asm__ volatile("tlbi vmalle1" : : : "memory");
}

static inline void cpu_ic_iallu(void)
{
	__asm__ volatile("ic iallu" : : : "memory");
}

/* Translates by the guest's stage 1, as a read of EL1; the answer is in PAR_EL1. */
static inline void cpu_at_s1e1r(uint64_t va)
{
	__asm__ volatile("at s1e1r, %0" : : "r"(va) : "memory");
}

#endif
