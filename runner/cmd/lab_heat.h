/* SPDX-License-Identifier: Apache-2.0 */
/* One board's row of a lab's heat map: what its cells cost with each flag set. */
#ifndef CMD_LAB_HEAT_H
#define CMD_LAB_HEAT_H

#include <stddef.h>

#include "gate/gate.h"
#include "report/lab_page.h"

#define LAB_FIRST_FLAGS  "-O2"
#define LAB_COLUMNS_MOST 4096u

struct lab_column {
	char *name;              /* of the flag set */
	struct heat_place place; /* ratio: the sum of logarithms */
};

/* Each adds to the @n columns, of which there is room for LAB_COLUMNS_MOST; 0 or -ENOMEM. */

/* New figures to old ones. */
int lab_heat_verdicts(const struct gate_result *result, struct lab_column *columns, size_t *n);
/* Figures to those of the usual flags, or of the first, with all else alike. */
int lab_heat_flags(const struct figure_set *set, struct lab_column *columns, size_t *n);

#endif
