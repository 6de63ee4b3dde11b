/* SPDX-License-Identifier: Apache-2.0 */
/* Any syndrome: the decoder and the reference must agree. Input: ESR, FAR and HPFAR, 24 bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vcpu/status.h>

#include "test/ref_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t words[3] = { 0 }; /* esr, far, hpfar */
	struct vcpu_exit got;
	struct vcpu_exit want;
	int err;

	memcpy(words, data, size < sizeof(words) ? size : sizeof(words));
	ref_fill(&got);
	err = ref_ask_library(words[0], words[1], words[2], &got);
	if (!ref_decode(words[0], words[1], words[2], &want)) {
		if (err != VCPU_EUNKNOWN_EC || !ref_is_untouched(&got)) {
			abort();
		}
	} else if (err != VCPU_OK || !ref_is_same(&got, &want)) {
		abort();
	}
	return 0;
}
