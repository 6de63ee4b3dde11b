/* SPDX-License-Identifier: Apache-2.0 */
/* Source: FIPS 180-4, Secure Hash Standard, 4.1.2, 4.2.2, 5.1.1, 5.3.3, 6.2. */
#include "store/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 64u

/* clang-format off */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
/* clang-format on */

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static void make_schedule(const uint8_t *block, uint32_t w[64])
{
	for (unsigned t = 0; t < 16; t++) {
		const uint8_t *b = block + (size_t)t * 4;

		w[t] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	}
	for (unsigned t = 16; t < 64; t++) {
		uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = w[t - 16] + s0 + w[t - 7] + s1;
	}
}

/* v[0] to v[7] are a to h of the standard. */
static void add_block(struct sha256 *h, const uint8_t *block)
{
	uint32_t w[64];
	uint32_t v[8];

	make_schedule(block, w);
	memcpy(v, h->state, sizeof(v));
	for (unsigned t = 0; t < 64; t++) {
		uint32_t sum1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t t1 = v[7] + sum1 + choice + constants[t] + w[t];
		uint32_t sum0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
		uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + sum0 + majority;
	}
	for (unsigned i = 0; i < 8; i++) {
		h->state[i] += v[i];
	}
}

void sha256_init(struct sha256 *h)
{
	*h = (struct sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
					 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void sha256_add(struct sha256 *h, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		size_t used = (size_t)(h->n_bytes % BLOCK);
		size_t n = BLOCK - used < len ? BLOCK - used : len;

		memcpy(h->block + used, at, n);
		h->n_bytes += n;
		at += n;
		len -= n;
		if (used + n == BLOCK) {
			add_block(h, h->block);
		}
	}
}

static void add_u64(struct sha256 *h, uint64_t value)
{
	uint8_t bytes[8];

	for (unsigned i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)(value >> (56 - 8 * i));
	}
	sha256_add(h, bytes, sizeof(bytes));
}

void sha256_add_field(struct sha256 *h, const void *bytes, size_t len)
{
	add_u64(h, len);
	sha256_add(h, bytes, len);
}

void sha256_add_text(struct sha256 *h, const char *text)
{
	sha256_add_field(h, text, strlen(text));
}

void sha256_finish(struct sha256 *h, char text[SHA256_TEXT])
{
	static const uint8_t padding[BLOCK] = { 0x80 };
	uint64_t n_bits = h->n_bytes * 8;
	size_t used = (size_t)(h->n_bytes % BLOCK);

	sha256_add(h, padding, used < 56 ? 56 - used : BLOCK + 56 - used);
	add_u64(h, n_bits);
	for (unsigned i = 0; i < 8; i++) {
		snprintf(text + (size_t)i * 8, 9, "%08x", h->state[i]);
	}
}

int sha256_file(const char *path, char text[SHA256_TEXT], uint64_t *n_bytes)
{
	/* A FIFO is not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct sha256 h;
	uint8_t buf[65536];
	struct stat st;
	ssize_t n = 1;

	if (fd < 0) {
		return -errno;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	sha256_init(&h);
	while (n > 0) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		sha256_add(&h, buf, n > 0 ? (size_t)n : 0);
	}
	if (n < 0) {
		n = -errno;
		close(fd);
		return (int)n;
	}
	close(fd);
	if (n_bytes != NULL) {
		*n_bytes = h.n_bytes;
	}
	sha256_finish(&h, text);
	return 0;
}
