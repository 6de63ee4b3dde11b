/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU of a host unit test: every accessor is one row in the log of the fake. */
#ifndef CPU_ACCESS_H
#define CPU_ACCESS_H

#include <stdint.h>

#include <fake_cpu.h>

#define ACCESS_READ(name, ...)                                                                     \
	static inline uint64_t sysreg_read_##name(void)                                            \
	{                                                                                          \
		return fake_cpu_read(FAKE_##name);                                                 \
	}

#define ACCESS_WRITE(name, ...)                                                                    \
	static inline void sysreg_write_##name(uint64_t val)                                       \
	{                                                                                          \
		fake_cpu_write(FAKE_##name, val);                                                  \
	}

#define SYSREG_RO(name, ...) ACCESS_READ(name, __VA_ARGS__)
#define SYSREG_WO(name, ...) ACCESS_WRITE(name, __VA_ARGS__)
#define SYSREG_RW(name, ...) ACCESS_READ(name, __VA_ARGS__) ACCESS_WRITE(name, __VA_ARGS__)
#define ACCESS_MOVE(name)                                                                          \
	static inline uint64_t sysreg_take_##name(void)                                            \
	{                                                                                          \
		return sysreg_read_##name();                                                       \
	}                                                                                          \
	static inline void sysreg_give_##name(uint64_t val)                                        \
	{                                                                                          \
		sysreg_write_##name(val);                                                          \
	}
#define SYSREG_EL1(feature, name, ...)                                                             \
	ACCESS_READ(name, __VA_ARGS__) ACCESS_WRITE(name, __VA_ARGS__) ACCESS_MOVE(name)
#include <vcpu/sysreg.def>

static inline void cpu_barrier(void)
{
}

static inline void cpu_hold(const uint64_t *a, const uint64_t *b)
{
	(void)a;
	(void)b;
}

static inline const void *cpu_base(const void *base)
{
	return base;
}

static inline void cpu_isb(void)
{
	fake_cpu_note("isb");
}

static inline void cpu_dsb_sy(void)
{
	fake_cpu_note("dsb_sy");
}

static inline void cpu_dsb_ish(void)
{
	fake_cpu_note("dsb_ish");
}

static inline void cpu_tlbi_alle1(void)
{
	fake_cpu_note("tlbi_alle1");
}

static inline void cpu_dsb_nsh(void)
{
	fake_cpu_note("dsb_nsh");
}

static inline void cpu_tlbi_alle2(void)
{
	fake_cpu_note("tlbi_alle2");
}

static inline void cpu_tlbi_vmalle1(void)
{
	fake_cpu_note("tlbi_vmalle1");
}

static inline void cpu_ic_iallu(void)
{
	fake_cpu_note("ic_iallu");
}

static inline void cpu_at_s1e1r(uint64_t va)
{
	fake_cpu_translate(va);
}

#endif
