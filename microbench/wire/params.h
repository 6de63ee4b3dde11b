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

#define PARAMS_MAGIC       "TRAPLINE-PARAMS1" /* 16 bytes, no NUL in the image */
#define PARAMS_MAGIC_LEN   16u
#define PARAMS_BENCHES_LEN 4064u
#define PARAMS_SAMPLES_MAX 65536u /* the ring's size */
#define PARAMS_WARMUP_MAX  65536u

struct params {
	char magic[PARAMS_MAGIC_LEN];
	uint32_t crc;      /* wire_crc16() over everything after this field */
	uint32_t samples;  /* per benchmark, 1 to PARAMS_SAMPLES_MAX */
	uint32_t warmup;   /* operations done and dropped first, 0 to PARAMS_WARMUP_MAX */
	uint32_t reserved; /* 0 */
	char benches[PARAMS_BENCHES_LEN]; /* names, one space between, NUL-padded; "" means all */
};

_Static_assert(sizeof(struct params) == 4096, "the runner patches 4096 bytes");

#endif
