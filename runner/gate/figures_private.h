/* SPDX-License-Identifier: Apache-2.0 */
/* What the sources of the gate share and nobody else needs. */
#ifndef GATE_FIGURES_PRIVATE_H
#define GATE_FIGURES_PRIVATE_H

#include <stddef.h>

/* Changes the order of @values. @n is not 0, and none is a NaN. O(n). */
double figures_median_of(double *values, size_t n);

#endif
