/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second opinion on syndromes: slow, and written from the Arm ARM's bit patterns alone, with nothing
 * of the library but the shape of its answer.
 */
#ifndef TEST_REF_DECODE_H
#define TEST_REF_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>

/* Bits @hi to @lo of @word, right-aligned. */
uint64_t ref_bits(uint64_t word, unsigned int hi, unsigned int lo);

/* The classes that have a decoder. @out is written only when true is returned. */
bool ref_decode(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out);

/* The same answer, field by field; fields that <vcpu/exit.h> calls meaningless do not count. */
bool ref_is_same(const struct vcpu_exit *a, const struct vcpu_exit *b);

/* Fills @exit with a pattern, and tells whether every byte of it is still there. */
void ref_fill(struct vcpu_exit *exit);
bool ref_is_untouched(const struct vcpu_exit *exit);

/* The library's decoder, called as vcpu_run() does. */
int ref_ask_library(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out);

#endif
