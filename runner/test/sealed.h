/* SPDX-License-Identifier: Apache-2.0 */
/* Wire lines for tests, with a CRC that is computed in another way than the wire's own. */
#ifndef TEST_SEALED_H
#define TEST_SEALED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* CRC-16/CCITT-FALSE bit by bit, as its definition reads. */
static inline uint16_t sealed_crc(const char *bytes, size_t len)
{
	unsigned int crc = 0xffff;

	for (size_t bit = 0; bit < 8 * len; bit++) {
		unsigned int in = (unsigned int)(unsigned char)bytes[bit / 8] >> (7 - bit % 8) & 1;
		unsigned int out = crc >> 15 & 1;

		crc = (crc << 1 & 0xffff) ^ (in != out ? 0x1021u : 0);
	}
	return (uint16_t)crc;
}

/* @body with its trailer, without \n; cut off silently when @size is too small. */
static inline void sealed_line(char *out, size_t size, const char *body)
{
	snprintf(out, size, "%s *%04x", body, (unsigned int)sealed_crc(body, strlen(body)));
}

#endif
