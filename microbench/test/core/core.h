/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of libvcpu on a real CPU, or the model of one, with real guests. A test is one function in a
 * file test_*.c of this folder; it registers itself, and its name is the claim:
 *
 *	CORE_TEST(an_unmapped_page_faults_at_the_next_access)
 *	{
 *		...
 *		check_eq(exit->reason, VCPU_EXIT_MMIO_READ, "exit reason");
 *	}
 *
 * Tests run on CPU 0, in the order of their names. What a test allocates goes away at its end. The
 * console gets TAP: a line '# begin NAME' before each test, its diagnostics, then its result.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct core_test {
	const char *name;
	void (*run)(void);
};

#define CORE_TEST(ident)                                                                           \
	static void ident(void);                                                                   \
	static const struct core_test core_test_##ident = { #ident, ident };                       \
	__attribute__((section(".core_tests." #ident),                                             \
		       used)) static const struct core_test *const core_entry_##ident =            \
		&core_test_##ident;                                                                \
	static void ident(void)

/* The running test fails unless @is_so; @claim says what was to be. Any CPU may call these. Both return
 * whether the claim holds. */
bool check(bool is_so, const char *claim);
bool check_eq(uint64_t got, uint64_t want, const char *what);

/* The running test cannot be made here: say why and return from it. */
void core_skip(const char *why);

/* A line of diagnostics: text, and a number. */
void core_note(const char *text, uint64_t value);

/* How many CPUs run: 0 to this less 1. */
extern uint32_t core_n_cpus;

/* Zeroed memory until the end of the test. Panics when there is none left. */
void *core_alloc(size_t size_bytes, size_t align_bytes);

#endif
