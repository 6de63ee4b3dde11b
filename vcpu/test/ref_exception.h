/* SPDX-License-Identifier: Apache-2.0 */
/* A second opinion on exceptions that EL1 takes: DDI 0487's pseudocode AArch64.TakeException(),
 * written out again. */
#ifndef TEST_REF_EXCEPTION_H
#define TEST_REF_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "test/guest.h"

/* Bits @hi to @lo of @word, right-aligned. */
uint64_t ref_bits(uint64_t word, unsigned int hi, unsigned int lo);

/* @pattern as the Arm ARM prints a field whose highest bit is @hi; 'x' is either. */
bool ref_has(uint64_t word, unsigned int hi, const char *pattern);

/* The guest is at its EL1, AArch64: Exception classes have a number of their own for it. */
bool ref_is_at_el1(const struct guest *guest);

/* To EL1, with @esr in ESR_EL1. FAR_EL1 is the caller's to set. */
void ref_take_exception(struct guest *guest, uint64_t esr);

#endif
