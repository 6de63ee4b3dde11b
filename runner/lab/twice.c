/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/twice.h"

#include <stdio.h>
#include <string.h>

/* "": too little to go by. */
static void digest_samples(const struct ingest *in, char text[SHA256_TEXT])
{
	struct sha256 h;
	bool varies = false;
	size_t n = 0;

	sha256_init(&h);
	for (size_t i = 0; i < in->n_benches; i++) {
		const struct ingest_bench *bench = &in->benches[i];

		sha256_add_text(&h, bench->name);
		sha256_add_field(&h, bench->samples, bench->n * sizeof(*bench->samples));
		for (size_t k = 1; k < bench->n; k++) {
			varies = varies || bench->samples[k] != bench->samples[0];
		}
		n += bench->n;
	}
	sha256_finish(&h, text);
	if (!varies || n < TWICE_SAMPLES || strcmp(in->hello.clock, "exact") == 0) {
		text[0] = '\0';
	}
}

void twice_check(const struct intake *intake, const struct ingest *in, struct intake_boot *b,
		 char *why, size_t size)
{
	digest_samples(in, b->digest);
	for (size_t i = 0; i < intake->plan.n_boots && b->digest[0] != '\0'; i++) {
		const struct intake_boot *other = intake->boots[i];

		if (other != NULL && other != b && strcmp(other->digest, b->digest) == 0) {
			snprintf(why, size,
				 "its samples are those of %s, one by one: one boot is not two",
				 other->name);
			return;
		}
	}
}
