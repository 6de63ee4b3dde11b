/* SPDX-License-Identifier: Apache-2.0 */
/* junit.xml for CI engines: a suite for each board and CPU, a test case for each cell. */
#ifndef STORE_JUNIT_H
#define STORE_JUNIT_H

#include <stddef.h>

#include "store/run.h"

/* Valid for strict readers (Jenkins' xunit plugin): only what they allow, times in seconds with three
 * decimals, and never a latency in a time. Caller frees *text. 0 or -ENOMEM. */
int junit_write(const struct run *run, char **text, size_t *size);

#endif
