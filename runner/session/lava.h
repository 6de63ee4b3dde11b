/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A job for LAVA's dispatcher: images to load, boots to make, and what to take from the console.
 * LAVA reads our records with a regular expression of its own, so nothing of ours runs there.
 */
#ifndef SESSION_LAVA_H
#define SESSION_LAVA_H

#include <stddef.h>
#include <stdio.h>

#include "session/session.h"
#include "store/sha256.h"

enum lava_method {
	LAVA_QEMU,    /* the dispatcher starts QEMU with the board's arguments */
	LAVA_MINIMAL, /* the device's own commands load the image and reset the board */
	LAVA_UBOOT, /* so too, and LAVA types the device's U-Boot commands, which it calls trapline */
};

struct lava_boot {
	const struct plan_boot *boot;
	const struct image *image;
	char *file; /* of the patched image, beside the job */
	char sha256[SHA256_TEXT];
};

struct lava_job {
	const char *name;
	const char *device_type;
	const char *url;  /* of the folder with the images, without a / at the end */
	const char *unit; /* of the figures: instructions, ticks */
	enum lava_method method;
	uint32_t boot_s; /* the longest that one boot's records may take */
	const struct lava_boot *boots;
	size_t n_boots;
};

/* The board's name, and "-" and the CPU: what a job is called that holds all boots of one device. */
char *lava_device_name(const struct plan_boot *boot);

/**
 * lava_write_job - one job, as YAML
 *
 * Each boot is a deploy, a boot and a test action. The test begins with the hello of exactly this build on
 * this board: another image gives no results. Its cases are the benchmarks and the self-checks.
 *
 * Returns: 0; -ENOMEM; -EIO: @out is not writable
 */
int lava_write_job(FILE *out, const struct lava_job *job);

#endif
