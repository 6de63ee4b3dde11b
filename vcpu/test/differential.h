/* SPDX-License-Identifier: Apache-2.0 */
/* The library and the reference before the same exception. */
#ifndef TEST_DIFFERENTIAL_H
#define TEST_DIFFERENTIAL_H

#include "test/fixture.h"
#include "test/guest.h"
#include "test/ref_decode.h"

/* A Ready vCPU with @flags on a CPU with all ID registers at random. @cpu: what the reference has
 * to know. */
struct fixture *differential_setup(struct ref_cpu *cpu, uint32_t flags, bool has_el3,
				   uint64_t *seed);

/* The exit and everything that the guest sees next are the reference's, or the test fails. */
void differential_check(struct fixture *f, const struct ref_cpu *cpu, const struct guest *guest,
			const struct fake_exit *exception);

#endif
