/* SPDX-License-Identifier: Apache-2.0 */
/* What a compiler may call behind our back in a freestanding program. */
#include "host/string.h"

#include <stdint.h>

typedef uint64_t __attribute__((may_alias)) aliasing_word;

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	unsigned char *out = to;
	const unsigned char *in = from;

	for (size_t i = 0; i < len; i++) {
		out[i] = in[i];
	}
	return to;
}

void *memset(void *to, int byte, size_t len)
{
	unsigned char *out = to;
	unsigned char *end = out + len;
	uint64_t word = (unsigned char)byte * UINT64_C(0x0101010101010101);

	while (out < end && ((uintptr_t)out & 7) != 0) {
		*out++ = (unsigned char)byte;
	}
	for (; end - out >= 8; out += 8) {
		*(aliasing_word *)(void *)out = word;
	}
	while (out < end) {
		*out++ = (unsigned char)byte;
	}
	return to;
}

int memcmp(const void *left, const void *right, size_t len)
{
	const unsigned char *a = left;
	const unsigned char *b = right;

	for (size_t i = 0; i < len; i++) {
		if (a[i] != b[i]) {
			return a[i] < b[i] ? -1 : 1;
		}
	}
	return 0;
}

size_t strlen(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0') {
		len++;
	}
	return len;
}
