/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest may read in an ID register, field by field as the Arm ARM's pages name them. */
#ifndef TEST_REF_IDREGS_H
#define TEST_REF_IDREGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fake_cpu.h>

#define REF_HIDDEN   0u  /* always reads 0 */
#define REF_AS_IT_IS 15u /* a field in which 0 is no "not there" */

struct ref_id_field {
	const char *name;
	unsigned int lsb;
	unsigned int most; /* what a guest reads is at most this */
};

struct ref_id_reg {
	enum fake_reg reg;
	unsigned int crm;
	unsigned int op2;               /* S3_0_C0_C<crm>_<op2> */
	struct ref_id_field fields[17]; /* 16 at most; an empty name ends them */
};

extern const struct ref_id_reg ref_id_regs[];
extern const size_t ref_n_id_regs;

/* The row of S3_0_C0_C@crm_@op2, NULL: a guest reads 0 there. */
const struct ref_id_reg *ref_id_find(uint64_t crm, uint64_t op2);

/* What a guest reads where the CPU has @value. */
uint64_t ref_id_read(const struct ref_id_reg *reg, uint64_t value, bool has_gic);

#endif
