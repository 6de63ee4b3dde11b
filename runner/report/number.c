/* SPDX-License-Identifier: Apache-2.0 */
#include "report/number.h"

#include <math.h>
#include <stdio.h>

struct number_text number_plain(double value)
{
	struct number_text out;

	snprintf(out.text, sizeof(out.text), floor(value) == value ? "%.0f" : "%.1f", value);
	return out;
}

struct number_text number_signed(double value)
{
	struct number_text out = { "0" };

	if (value != 0.0) {
		snprintf(out.text, sizeof(out.text), floor(value) == value ? "%+.0f" : "%+.1f",
			 value);
	}
	return out;
}

struct number_text number_percent(double from, double to)
{
	struct number_text out = { "" };

	if (from > 0.0 && to != from) {
		snprintf(out.text, sizeof(out.text), "%+.1f %%", (to - from) / from * 100.0);
	}
	return out;
}
