/* SPDX-License-Identifier: Apache-2.0 */
/* All that one boot measures, from the hello to the end record. */
#ifndef MEASURE_SESSION_H
#define MEASURE_SESSION_H

#include <stdbool.h>

/* Runs the benchmarks that the image's parameters name and sends their results. False: the
 * parameters are damaged, nothing was run. */
bool session_run(void);

#endif
