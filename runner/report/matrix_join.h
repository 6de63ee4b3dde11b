/* SPDX-License-Identifier: Apache-2.0 */
/* The same pivot of many runs as one: of a lab, whose runs are never in memory together. */
#ifndef REPORT_MATRIX_JOIN_H
#define REPORT_MATRIX_JOIN_H

#include "report/matrix.h"

/**
 * matrix_join - add the places of @part to @sum
 * @sum:  zeroed before the first; its values are copies, it has no moves
 * @part: a pivot by the same fields against the same base, which is not of the field that the runs differ in
 *
 * Values stand in the order in which they come. Returns: 0 or -ENOMEM, and then @sum is for
 * matrix_join_free() only
 */
int matrix_join(struct matrix *sum, const struct matrix *part);
/* Of what matrix_join() made; not matrix_free(). */
void matrix_join_free(struct matrix *sum);

#endif
