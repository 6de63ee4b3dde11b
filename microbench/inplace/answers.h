/* SPDX-License-Identifier: Apache-2.0 */
/* What this image answers in place, for those who have to know what comes to its run loop. The
 * library has a handler of its own for whatever is missing, so that a handler's address tells
 * nothing. */
#ifndef INPLACE_ANSWERS_H
#define INPLACE_ANSWERS_H

/* Beside the handler. */
#define INPLACE_ANSWERS(what) const char inplace_answers_##what = 1

/* NULL in an image without that handler. */
extern const char inplace_answers_hvc __attribute__((weak));
extern const char inplace_answers_smc __attribute__((weak));
extern const char inplace_answers_msr __attribute__((weak));
extern const char inplace_answers_abort __attribute__((weak));
extern const char inplace_answers_irq __attribute__((weak));

#endif
