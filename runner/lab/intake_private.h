/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LAB_INTAKE_PRIVATE_H
#define LAB_INTAKE_PRIVATE_H

#include <stddef.h>

#include "lab/intake.h"
#include "session/boot.h"

/* Whether cells can be made of @boot, on a CPU called @cpu (NULL: its name is not known); @why stays "" or
 * says why not. */
void intake_check(const struct intake *intake, const struct boot *boot,
		  const struct intake_asked *asked, const char *cpu, char *why, size_t size);

#endif
