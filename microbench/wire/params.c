/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/params.h"

#include <stdbool.h>

#include "wire/wire.h"

/* Over all of the block, crc as 0. */
static uint16_t compute_crc(const struct params *p)
{
	struct params copy = *p;

	copy.crc = 0;
	return wire_crc16((const char *)&copy, sizeof(copy));
}

/* Names of ! to ~ with one space between, then NULs to the end, at least one. */
static bool has_good_benches(const struct params *p)
{
	char previous = ' ';
	size_t i = 0;

	for (; i < PARAMS_BENCHES_LEN && p->benches[i] != '\0'; i++) {
		char c = p->benches[i];

		if (c < ' ' || c > '~' || (c == ' ' && previous == ' ')) {
			return false;
		}
		previous = c;
	}
	if (i == PARAMS_BENCHES_LEN || (i > 0 && previous == ' ')) {
		return false;
	}
	for (; i < PARAMS_BENCHES_LEN; i++) {
		if (p->benches[i] != '\0') {
			return false;
		}
	}
	return true;
}

enum params_status params_check(const struct params *p)
{
	if (p->crc != compute_crc(p)) {
		return PARAMS_BAD_CRC;
	}
	if (p->samples < 1 || p->samples > PARAMS_SAMPLES_MAX) {
		return PARAMS_BAD_SAMPLES;
	}
	if (p->warmup > PARAMS_WARMUP_MAX) {
		return PARAMS_BAD_WARMUP;
	}
	if ((p->flags & ~PARAMS_FLAGS) != 0) {
		return PARAMS_BAD_FLAGS;
	}
	return has_good_benches(p) ? PARAMS_OK : PARAMS_BAD_BENCHES;
}

void params_seal(struct params *p)
{
	p->crc = compute_crc(p);
}
