/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a boot is asked to do. The block stands once in every image; the runner finds its magic in a
 * copy of the image file (ELF or flat), writes the values in, and boots the copy. So parameters
 * reach QEMU and boards of metal the same way, with no console input, device tree or semihosting.
 *
 * All integers little-endian. The build identity does not cover this block.
 */
#ifndef WIRE_PARAMS_H
#define WIRE_PARAMS_H

#include <stdint.h>

#define PARAMS_MAGIC "TRAPLINE-PARAMS2" /* 16 bytes, no NUL in the image */
#define PARAMS_MAGIC_OLD                                                                           \
	"TRAPLINE-PARAMS1" /* of images that know no nonce: it is NULs of benches there */
#define PARAMS_UNSEALED    0xffffffffu /* in crc: as the build made it; no CRC has 32 bits */
#define PARAMS_MAGIC_LEN   16u
#define PARAMS_BENCHES_LEN 4056u
#define PARAMS_SAMPLES_MAX 65536u /* the ring's size */
#define PARAMS_WARMUP_MAX  65536u

enum params_flag {
	PARAMS_COLD = 1u << 0, /* displace caches, TLBs and branch predictors before each sample */
	PARAMS_LOAD = 1u << 1, /* let a second CPU work on memory meanwhile */
};

#define PARAMS_FLAGS ((uint32_t)PARAMS_COLD | (uint32_t)PARAMS_LOAD)

struct params {
	char magic[PARAMS_MAGIC_LEN];
	uint32_t crc;     /* wire_crc16() over the whole block, this field 0 */
	uint32_t samples; /* per benchmark, 1 to PARAMS_SAMPLES_MAX */
	uint32_t warmup;  /* operations done and dropped first, 0 to PARAMS_WARMUP_MAX */
	uint32_t flags;   /* enum params_flag */
	char benches[PARAMS_BENCHES_LEN]; /* names, one space between, NUL-padded; "" means all */
	uint64_t
		nonce; /* what the hello says again, so that it is known to be of this boot; 0: none */
};

_Static_assert(sizeof(struct params) == 4096, "the runner patches 4096 bytes");

enum params_status {
	PARAMS_OK = 0,
	PARAMS_BAD_CRC = -1,
	PARAMS_BAD_SAMPLES = -2, /* out of range */
	PARAMS_BAD_WARMUP = -3,  /* out of range */
	PARAMS_BAD_FLAGS = -4,   /* one that is not in the enum: written for a newer image */
	PARAMS_BAD_BENCHES = -5, /* no NUL at the end, a byte that is not ' ' to '~', a space with
				   * no name before or after it, or text after the first NUL */
};

/**
 * params_check - tell whether a block can be obeyed
 * @p: as found in the image; the first fault in the order of the enum is answered
 *
 * The magic is not looked at by itself (the CRC covers it): it is for whoever searches an image for
 * the block, and a second copy of it in the image, to compare with, would be found too.
 * Ranges only: whether the image has the benchmarks that are named is for the image to say.
 *
 * Returns: enum params_status
 */
enum params_status params_check(const struct params *p);

/* Computes p->crc over the rest, once everything else is written. Checks nothing. */
void params_seal(struct params *p);

#endif
