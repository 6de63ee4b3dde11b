/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

#define CRC_INIT 0xffffu

/* Two look-ups a byte, and a table that costs an image 32 bytes: entry i is i << 12 after four
 * shifts through the polynomial 0x1021. */
static const uint16_t crc_nibbles[16] = {
	0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
	0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
};

static uint16_t crc_add_nibble(uint16_t crc, unsigned int nibble)
{
	unsigned int top = ((unsigned int)crc >> 12) ^ nibble;

	return (uint16_t)(((unsigned int)crc << 4) ^ crc_nibbles[top]);
}

uint16_t wire_crc16(const char *bytes, size_t len)
{
	uint16_t crc = CRC_INIT;

	for (size_t i = 0; i < len; i++) {
		unsigned int byte = (unsigned char)bytes[i];

		crc = crc_add_nibble(crc, byte >> 4);
		crc = crc_add_nibble(crc, byte & 0xfu);
	}
	return crc;
}
