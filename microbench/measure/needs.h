/* SPDX-License-Identifier: Apache-2.0 */
/* What a benchmark needs, and whether this board and this image have it. */
#ifndef MEASURE_NEEDS_H
#define MEASURE_NEEDS_H

#include <stdint.h>

/* @needs: enum bench_needs. NULL, or the first of them that is not there. */
const char *needs_missing(uint32_t needs);

#endif
