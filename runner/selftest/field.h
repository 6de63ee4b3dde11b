/* SPDX-License-Identifier: Apache-2.0 */
/* The gate on boots that differ as the published ones of real boards do: drawn, not measured. */
#ifndef SELFTEST_FIELD_H
#define SELFTEST_FIELD_H

#include "selftest/aims.h"
#include "selftest/noise.h"

#define FIELD_CELLS 40u

struct field { /* a trial_source; field_init() */
	struct noise_model model;
	size_t n_cells;
	struct noise_cell *cells;
};

/* 0 or -ENOMEM. Each comparison has other cells. */
int field_init(struct field *field, const struct noise_model *model, size_t n_cells,
	       struct trial_source *out);
void field_free(struct field *field);

/* How well the model fits. 0 or -ENOMEM. */
int field_print_model(const struct noise_model *model, unsigned long seed, FILE *out);

#endif
