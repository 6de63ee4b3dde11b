/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of vcpu_switch(): two vCPUs of one guest, on CPUs that the short way is for, and on one
 * that has everything. */
#ifndef TEST_TWO_VCPUS_H
#define TEST_TWO_VCPUS_H

#include <stdint.h>

#include <vcpu/vcpu.h>

#include "test/fixture.h"

extern const struct fixture_cpu two_vcpus_plain;
extern const struct fixture_cpu two_vcpus_bare; /* without RAS */
extern const struct fixture_cpu two_vcpus_everything;

extern struct vcpu two_vcpus_second;

/* The fixture's is the first, and bound; the second is Free. Empty log. */
struct fixture *two_vcpus_setup(const struct fixture_cpu *cpu, uint32_t flags,
				uint32_t flags_of_second);

/* The log has both, and @first before @then. */
void two_vcpus_assert_before(const char *first, const char *then);

#endif
