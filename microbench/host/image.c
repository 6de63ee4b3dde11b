/* SPDX-License-Identifier: Apache-2.0 */
#include "host/image.h"

#include <stddef.h>
#include <stdint.h>

/* Made by the build, which knows the answers; see microbench.mk. */
#include <identity.h>

const struct image_identity image_identity = {
	.board = IDENTITY_BOARD,
	.hal = IDENTITY_HAL,
	.switch_policy = IDENTITY_SWITCH,
	.vectors = IDENTITY_VECTORS,
	.has_vector_call = IDENTITY_HAS_VECTOR_CALL,
	.has_inplace = IDENTITY_HAS_INPLACE,
	.has_gicv3 = IDENTITY_HAS_GICV3,
	.has_gicv2 = IDENTITY_HAS_GICV2,
	.toolchain = IDENTITY_TOOLCHAIN,
	.flags = IDENTITY_FLAGS,
};

/* ELF note: three words, name "GNU\0", then the 16 bytes of an md5 build ID. */
#define NOTE_DESC 16u

extern const uint8_t build_id_note[] __asm__("__build_id_note");

void image_build_id(char out[IMAGE_BUILD_ID_LEN])
{
	for (size_t i = 0; i < 16; i++) {
		out[2 * i] = "0123456789abcdef"[build_id_note[NOTE_DESC + i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[build_id_note[NOTE_DESC + i] & 15];
	}
	out[32] = '\0';
}
