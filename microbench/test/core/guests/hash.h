/* SPDX-License-Identifier: Apache-2.0 */
/* What guests/hash.S and its host agree on. */
#ifndef GUESTS_HASH_H
#define GUESTS_HASH_H

#define HASH_KINDS  22 /* of exits */
#define HASH_ROUNDS (90 * HASH_KINDS)

#define HASH_NOWHERE 0x70000000 /* nothing is mapped there */
#define HASH_ABORTS  0x71000000 /* nor there; a load ends in an external abort */
#define HASH_RO_PAGE (GUEST_IPA + 0xf000)

/* Immediates of HVC, of which 2 may be answered in the vectors */
#define HASH_HVC_STEP    1
#define HASH_HVC_REFUSED 4 /* the host enters once with a mode that there is not */
#define HASH_HVC_DONE    3 /* x0: the hash */

#endif
