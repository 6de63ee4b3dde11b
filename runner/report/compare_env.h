/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_COMPARE_ENV_H
#define REPORT_COMPARE_ENV_H

#include <stddef.h>
#include <stdio.h>

#include "store/run.h"

/* Lists what differs between the environments of two runs: tools, host, source, builds,
 * and the number of samples. Nothing when they are alike. */
void compare_print_environment(const struct run *old_run, const struct run *new_run, FILE *out,
			       size_t columns);

#endif
