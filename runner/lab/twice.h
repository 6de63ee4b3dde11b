/* SPDX-License-Identifier: Apache-2.0 */
/* One boot that was captured twice is not two boots. */
#ifndef LAB_TWICE_H
#define LAB_TWICE_H

#include "lab/intake.h"

/**
 * twice_check - is this boot one that was taken already?
 * @b:   its digest is filled
 * @why: written when it is: whose records these are
 *
 * By its samples, on a clock with noise, as the exact clock gives the same in every boot. Nothing is said of
 * a boot that has fewer than TWICE_SAMPLES, or only equal ones. A boot whose hello has a nonce is known by that.
 */
void twice_check(const struct intake *intake, const struct ingest *in, struct intake_boot *b,
		 char *why, size_t size);

#define TWICE_SAMPLES 16u

#endif
