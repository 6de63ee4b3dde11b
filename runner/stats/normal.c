/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/normal.h"

#include <math.h>

double normal_share_above(double z)
{
	return 0.5 * erfc(z * M_SQRT1_2);
}

double normal_z_above(double p)
{
	/* The share above 39 is 0 in a double. */
	double low = -39;
	double high = 39;

	for (int i = 0; i < 64; i++) {
		double middle = low + (high - low) / 2;

		if (normal_share_above(middle) > p) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return low + (high - low) / 2;
}
