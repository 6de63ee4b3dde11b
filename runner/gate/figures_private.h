/* SPDX-License-Identifier: Apache-2.0 */
/* What the sources of the gate share and nobody else needs. */
#ifndef GATE_FIGURES_PRIVATE_H
#define GATE_FIGURES_PRIVATE_H

#include <stddef.h>

/* Sorts @values. @n is not 0, and none is a NaN. */
double figures_median_of(double *values, size_t n);

#endif
