/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two guests on one CPU. Which registers a guest reaches at all is held against a list; those it reaches
 * must look to a guest that just came as if nobody had been there before it, and to one that comes back
 * as if nobody had been there meanwhile.
 */
#include <vcpu/sysreg.h>

#include "test/core/core.h"
#include "test/core/registers.h"
#include "test/core/sweep.h"

#define FLAGS_OWNER (VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_TIMER_PASSTHROUGH)

/* CPACR_EL1 FPEN, ZEN, SMEN; SPSel; a timer that is on and masked */
#define PATTERN_HAS (UINT64_C(3) << 16 | 3 << 20 | 3 << 24 | 3)
#define SECRET      (UINT64_C(0x5ec3e75ec4e76ca5) | PATTERN_HAS)
#define NOISE       (UINT64_C(0xa13c18a13b18935a) | PATTERN_HAS)

static struct sweep_list list;
static struct sweep sweeps[4];

/* A guest of its own that does one sweep, or two with @then. */
static struct sweep_result *sweep_alone(struct sweep *sweep, uint64_t pattern, uint32_t flags,
					bool has_second)
{
	if (!sweep_start(sweep, &list, pattern, flags) || !guest_bind(&sweep->guest) ||
	    !sweep_run(sweep, 0) || (has_second && !sweep_run(sweep, 0)) ||
	    !guest_unbind(&sweep->guest)) {
		return NULL;
	}
	guest_destroy(&sweep->guest);
	return sweep_keep(sweep);
}

static void check_access(uint32_t encoding, bool has_it, enum access access, uint32_t flags)
{
	const struct known_register *known = register_find(encoding);
	bool may_have =
		known != NULL && (known->access & access) != 0 && (known->flags & ~flags) == 0;
	bool has_to = may_have && known->is_everywhere;

	if ((has_it && !may_have) || (!has_it && has_to)) {
		core_note("register", sweep_name(encoding));
		check(false, access == READ ? "read as it may be" : "written as it may be");
	}
}

static void check_accesses(uint32_t flags)
{
	const struct sweep_result *reads;
	const struct sweep_result *writes;

	sweep_list_all(&list);
	reads = sweep_alone(&sweeps[0], 0, flags, false);
	writes = sweep_alone(&sweeps[0], SECRET, flags, false);
	if (reads == NULL || writes == NULL) {
		return;
	}
	for (uint32_t i = 0; i < list.n; i++) {
		check_access(i, reads[i].esr == 0, READ, flags);
		check_access(i, writes[i].esr == 0, WRITE, flags);
	}
}

CORE_TEST(a_guest_reaches_the_registers_that_it_owns_and_no_other)
{
	check_accesses(FLAGS_OWNER);
}

/* Those that some guest has; what is Undefined tells nothing. */
static void list_what_is_known(void)
{
	list.n = 0;
	for (uint32_t i = 0; i < SWEEP_STUBS_MAX; i++) {
		if (register_find(i) != NULL) {
			list.registers[list.n++] = (uint16_t)i;
		}
	}
}

CORE_TEST(a_guest_without_timer_and_gic_reaches_neither)
{
	const struct sweep_result *reads;
	const struct sweep_result *writes;

	list_what_is_known();
	reads = sweep_alone(&sweeps[0], 0, 0, false);
	writes = sweep_alone(&sweeps[0], SECRET, 0, false);
	if (reads == NULL || writes == NULL) {
		return;
	}
	for (uint32_t i = 0; i < list.n; i++) {
		check_access(list.registers[i], reads[i].esr == 0, READ, 0);
		check_access(list.registers[i], writes[i].esr == 0, WRITE, 0);
	}
}

/* How many of a guest's values differ. */
static unsigned int compare(const struct sweep_result *got, const struct sweep_result *want,
			    bool is_shown)
{
	unsigned int n = 0;

	for (uint32_t i = 0; i < list.n; i++) {
		const struct known_register *known = register_find(list.registers[i]);

		if (got[i].esr == want[i].esr &&
		    (got[i].value == want[i].value || known->is_volatile)) {
			continue;
		}
		n++;
		if (is_shown) {
			core_note("register", sweep_name(list.registers[i]));
			check_eq(got[i].value, want[i].value, "its value");
			check_eq(got[i].esr, want[i].esr, "its exception");
		}
	}
	for (uint32_t i = 0; i < SWEEP_OWN_WORDS; i++) {
		if (sweep_own(got)[i] != sweep_own(want)[i]) {
			n++;
			if (is_shown) {
				core_note("word", i);
				check_eq(sweep_own(got)[i], sweep_own(want)[i], "its value");
			}
		}
	}
	return n;
}

static bool sweep_once(struct sweep *sweep)
{
	return guest_bind(&sweep->guest) && sweep_run(sweep, 0) && guest_unbind(&sweep->guest);
}

/* A guest with a secret, one that looks for it, one that writes everything with other values. */
static void check_isolation(uint32_t owner_flags, uint32_t other_flags)
{
	struct sweep *owner = &sweeps[0];
	struct sweep *finder = &sweeps[1];
	struct sweep *writer = &sweeps[2];
	const struct sweep_result *untouched;
	const struct sweep_result *undisturbed;
	const struct sweep_result *got;

	list_what_is_known();
	untouched = sweep_alone(&sweeps[3], 0, other_flags, false);
	undisturbed = sweep_alone(&sweeps[3], SECRET, owner_flags, true);
	if (untouched == NULL || undisturbed == NULL ||
	    !sweep_start(owner, &list, SECRET, owner_flags) ||
	    !sweep_start(finder, &list, 0, other_flags) ||
	    !sweep_start(writer, &list, NOISE, other_flags)) {
		return;
	}
	if (!sweep_once(owner) || !sweep_once(finder)) {
		return;
	}
	check(compare(sweep_keep(finder), untouched, true) == 0, "there is nothing of the secret");
	if (!sweep_once(writer) || !sweep_once(owner)) {
		return;
	}
	got = sweep_keep(owner);
	check(compare(got, undisturbed, true) == 0, "the owner has its own values");
	/* It is not that there is nothing: the last word of q31. */
	check_eq(sweep_own(got)[8 + 63], SECRET, "the secret, to its owner");
	check(compare(got, untouched, false) > 20, "what was compared differs between guests");
}

CORE_TEST(a_guest_finds_nothing_of_another)
{
	check_isolation(0, 0);
}

CORE_TEST(a_guest_finds_nothing_of_another_that_has_timer_and_gic)
{
	check_isolation(FLAGS_OWNER, FLAGS_OWNER);
}

CORE_TEST(a_guest_without_timer_and_gic_finds_nothing_of_one_that_has)
{
	check_isolation(FLAGS_OWNER, 0);
}

/* The tests above can fail: CSSELR_EL1, of somebody else, stays in the CPU. */
CORE_TEST(a_register_that_leaks_is_found)
{
	struct sweep *finder = &sweeps[1];
	const struct sweep_result *untouched;
	const struct sweep_result *got;

	list_what_is_known();
	untouched = sweep_alone(&sweeps[3], 0, 0, false);
	if (untouched == NULL || !sweep_start(finder, &list, 0, 0) || !guest_bind(&finder->guest)) {
		return;
	}
	sysreg_write_csselr_el1(2);
	if (!sweep_run(finder, 0) || !guest_unbind(&finder->guest)) {
		return;
	}
	got = sweep_keep(finder);
	/* And CCSIDR_EL1, which says what it chose. */
	check_eq(compare(got, untouched, false), 2, "registers that differ");
}
