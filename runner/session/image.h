/* SPDX-License-Identifier: Apache-2.0 */
/* Bench images: built by make, told apart by their manifest, patched with what a boot is to do. */
#ifndef SESSION_IMAGE_H
#define SESSION_IMAGE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "target/child.h"
#include "wire/params.h"

#define IMAGE_FAULT_MAX 512u
#define IMAGE_TAIL_MAX  2048u

/* Object code in numbers: "text_bytes" "102400"; results/SCHEMA.md. */
#define IMAGE_FACTS_MAX 24u
struct image_fact {
	char what[32];
	char value[24];
};
#define IMAGE_BUILD_TIMEOUT_MS 600000

#define IMAGE_BUILD_DIR "build" /* below the root */

/* What make is asked for. */
struct image_choice {
	const char *board;
	const char *compiler; /* gcc, clang */
	const char *hal;
	const char *switch_policy;
	const char *vectors;
	const char *flags; /* -O2 */
	unsigned layout;   /* link order and padding: a seed; 0: as make links it */
	unsigned inject;   /* instructions more at each exit from a guest */
	bool is_flat;      /* what is booted is bench.bin */
};

struct image {
	char *board;
	char *compiler;
	char *hal;
	char *switch_policy;
	char *vectors;
	char *flags;
	unsigned layout;
	unsigned inject;
	/* qemu-virt-gicv3-static: logs, messages, run.json; behind it what cell_variant_by() says,
	 * -inject5, -layout3 */
	char *name;
	char *path; /* bench.elf, or bench.bin */
	bool is_flat;
	char *manifest; /* beside it */
	/* From the manifest; build is 32 hex digits. */
	char build[33];
	char toolchain[48];
	struct image_fact code[IMAGE_FACTS_MAX];
	size_t n_code;
	char fault[IMAGE_FAULT_MAX]; /* one line, why it cannot be booted; "" when it can */
	char tail[IMAGE_TAIL_MAX];   /* last lines of a failed build */
	bool was_interrupted;        /* @stop of image_build() came first */
};

/* 0 or -ENOMEM. The image of these choices below @root, neither built nor looked at. */
int image_init(struct image *image, const char *root, const struct image_choice *choice);
void image_free(struct image *image);
/* Makes another image of one that was neither built nor looked at: the same with @inject. 0 or -ENOMEM. */
int image_set_inject(struct image *image, const char *root, unsigned inject);

/**
 * image_build_start - begin `make image` in @root
 * @log_path: gets what make and the compiler say
 * @jobs:     how many commands make runs at a time
 *
 * The environment has no say in which variant that is. Who calls this holds the build lock.
 *
 * Returns: 0 or -errno, which is for image_build_end() too
 */
int image_build_start(const struct image *image, const char *root, const char *log_path,
		      unsigned jobs, struct child *out);

/* It is over, in @end, or was ended because of @err. A failure is told in image->fault and image->tail; a log in
 * which nothing is said is removed. */
void image_build_end(struct image *image, int err, const struct target_end *end,
		     const char *log_path);

/* All of it: the one image, as many commands at a time as there are CPUs. */
void image_build(struct image *image, const char *root, const char *log_path,
		 const volatile sig_atomic_t *stop);

/* Reads the manifest and checks that it describes this image; a failure is told in image->fault. */
void image_read_manifest(struct image *image);

/**
 * image_patch - write a copy of an image with its parameter block filled in
 * @params: benches, samples, warmup, flags and nonce; sealed by this call. The nonce of an image that knows
 *          none becomes 0
 * @why:    at least IMAGE_FAULT_MAX bytes; one line when it fails
 *
 * Returns: 0; -EINVAL, the image has not exactly one block; -errno. @to is absent unless 0.
 */
int image_patch(const char *from, const char *to, struct params *params, char *why);

#endif
