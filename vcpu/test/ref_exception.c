/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_exception.h"

uint64_t ref_bits(uint64_t word, unsigned int hi, unsigned int lo)
{
	uint64_t value = 0;

	for (unsigned int bit = hi + 1; bit-- > lo;) {
		value = value * 2 + (word >> bit) % 2;
	}
	return value;
}

bool ref_has(uint64_t word, unsigned int hi, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, hi--) {
		if (*pattern != 'x' && ref_bits(word, hi, hi) != (uint64_t)(*pattern - '0')) {
			return false;
		}
	}
	return true;
}

bool ref_is_at_el1(const struct guest *guest)
{
	return ref_has(guest->pstate, 4, "001");
}

/* vect_offset: 0x600 below EL1 in AArch32, 0x400 in AArch64; at EL1 0x200 with SP_EL1 and 0 with
 * SP_EL0. */
static uint64_t vector_offset(const struct guest *guest)
{
	if (ref_has(guest->pstate, 4, "1")) {
		return 0x600;
	}
	if (!ref_is_at_el1(guest)) {
		return 0x400;
	}
	return ref_has(guest->pstate, 0, "1") ? 0x200 : 0;
}

static void put(uint64_t *word, unsigned int bit, uint64_t value)
{
	*word = *word - (ref_bits(*word, bit, bit) << bit) + (value << bit);
}

/* PSTATE.<N,Z,C,V>, DIT, PAN and ALLINT are not named by the pseudocode, or not where FEAT_NMI is
 * hidden: they stay. Both states keep the first three in the same bits of SPSR_EL2; ALLINT is
 * AArch64's alone. */
static uint64_t new_pstate(uint64_t old, uint64_t sctlr)
{
	bool from_32 = ref_has(old, 4, "1");
	uint64_t pstate = ref_bits(old, 31, 28) << 28;

	put(&pstate, 24, ref_bits(old, 24, 24)); /* DIT */
	put(&pstate, 22, ref_bits(old, 22, 22)); /* PAN */
	if (!from_32) {
		put(&pstate, 13, ref_bits(old, 13, 13)); /* ALLINT */
	}
	if (ref_has(sctlr, 23, "0")) { /* SCTLR_EL1.SPAN */
		put(&pstate, 22, 1);
	}
	put(&pstate, 25, 1);                          /* PSTATE.TCO = '1' */
	put(&pstate, 12, ref_bits(sctlr, 44, 44));    /* PSTATE.SSBS = SCTLR_EL1.DSSBS */
	for (unsigned int bit = 6; bit <= 9; bit++) { /* PSTATE.<D,A,I,F> = '1111' */
		put(&pstate, bit, 1);
	}
	put(&pstate, 2, 1); /* EL1 */
	put(&pstate, 0, 1); /* with its own stack pointer */
	return pstate;
}

void ref_take_exception(struct guest *guest, uint64_t esr)
{
	uint64_t vbar = ref_bits(guest->vbar_el1, 63, 11);
	uint64_t offset = vector_offset(guest);

	guest->elr_el1 = guest->pc;
	guest->spsr_el1 = guest->pstate;
	guest->esr_el1 = esr;
	guest->pstate = new_pstate(guest->pstate, guest->sctlr_el1);
	guest->pc = (vbar << 11) + offset; /* BranchTo(VBAR[]<63:11>:vect_offset<10:0>) */
}
