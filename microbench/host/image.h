/* SPDX-License-Identifier: Apache-2.0 */
/* What the linker script knows, and what the build says of itself. */
#ifndef HOST_IMAGE_H
#define HOST_IMAGE_H

#include <stdbool.h>

extern char image_start[] __asm__("__image_start");
extern char image_rodata_start[] __asm__("__rodata_start");
extern char image_data_start[] __asm__("__data_start");
extern char image_stacks[] __asm__("__stacks_start"); /* of CPU 0, then 1; see stack.h */
extern char image_stacks_end[] __asm__("__stacks_end");
extern char image_end[] __asm__("__image_end");

struct image_identity {
	const char *board;
	const char *hal;
	const char *switch_policy;
	const char *vectors;
	bool has_vector_call; /* its vectors answer a null call */
	bool has_inplace;     /* it answers in place */
	bool has_gicv3;       /* it drives a GICv3 */
	bool has_gicv2;       /* it drives a GICv2 */
	const char *toolchain;
	const char *flags;
};

extern const struct image_identity image_identity;

#define IMAGE_BUILD_ID_LEN 33 /* 32 hex digits and NUL */

/* The linker's build ID as hex: a hash over the image, without the parameters that a run
 * patches. */
void image_build_id(char out[IMAGE_BUILD_ID_LEN]);

#endif
