/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256, of libmd: what files are told apart by. */
#ifndef STORE_SHA256_H
#define STORE_SHA256_H

#include <stddef.h>
#include <stdint.h>
/* It uses types that it does not include. */
#include <sys/types.h>

#include <sha2.h>

#define SHA256_TEXT 65u /* 64 hex digits and the NUL */

struct sha256 {
	SHA2_CTX state;
	uint64_t n_bytes;
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *bytes, size_t len);
/* Bytes that begin with their length, so that "ab", "c" is not "a", "bc". */
void sha256_add_field(struct sha256 *h, const void *bytes, size_t len);
void sha256_add_text(struct sha256 *h, const char *text); /* as a field */
/* Lower case; @h is used up. */
void sha256_finish(struct sha256 *h, char text[SHA256_TEXT]);

/* Of a regular file, with its size in *n_bytes (NULL: not asked for). 0 or -errno. */
int sha256_file(const char *path, char text[SHA256_TEXT], uint64_t *n_bytes);

#endif
