/* SPDX-License-Identifier: Apache-2.0 */
/* What the place that a text is written to can show. */
#ifndef REPORT_LOOK_H
#define REPORT_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#define REPORT_COLUMNS 100u /* where there is no terminal, and at most */

struct report_look {
	bool colour;    /* ANSI colours */
	size_t columns; /* longest line */
};

#endif
