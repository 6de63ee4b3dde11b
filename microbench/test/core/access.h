/* SPDX-License-Identifier: Apache-2.0 */
/* A guest that accesses memory where its test says (guests/access.S). */
#ifndef CORE_ACCESS_H
#define CORE_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "test/core/guest.h"

/* Starts it, binds it to the calling CPU, and has it wait for its first access. False: the test has
 * failed. */
bool access_start(struct guest *guest, const struct guest_config *config);

/* The next access of a guest that waits: ACCESS_LOAD and so on. Returns once it has ended or made an
 * exit, which is guest->exit. False: the test has failed. */
bool access_do(struct guest *guest, uint64_t kind, uint64_t ipa, uint64_t value);

/* The same access once more, after whatever stopped it has been mended. */
bool access_again(struct guest *guest);

/* The access that was stopped never happens; the guest waits for the next one. */
bool access_skip(struct guest *guest);

/* The access ended, and the guest waits for the next one. */
bool access_has_ended(const struct guest *guest);

/* Accesses that must end, and a load that must find @want; else the test has failed. */
bool access_load(struct guest *guest, uint64_t ipa, uint64_t want);
bool access_store(struct guest *guest, uint64_t ipa, uint64_t value);

/* What has stopped the access: nothing is mapped at @ipa, or it must not be accessed so (@kind). */
bool access_was_mmio(struct guest *guest, bool is_write, uint64_t ipa);
bool access_was_forbidden(struct guest *guest, uint64_t kind, uint64_t ipa);

#endif
