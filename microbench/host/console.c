/* SPDX-License-Identifier: Apache-2.0 */
#include "host/console.h"

#include "boards/board.h"
#include "host/string.h"

void console_init(void)
{
	board.uart->init(board.uart_base);
}

void console_put(void *unused, const char *bytes, size_t len)
{
	(void)unused;
	for (size_t i = 0; i < len; i++) {
		board.uart->put(board.uart_base, bytes[i]);
	}
}

void console_str(const char *text)
{
	console_put(NULL, text, strlen(text));
}

void console_hex(uint64_t value)
{
	char text[18] = "0x";

	for (unsigned int i = 0; i < 16; i++) {
		text[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	}
	console_put(NULL, text, sizeof(text));
}

void console_dec(uint64_t value)
{
	char text[20];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	console_put(NULL, text + at, sizeof(text) - at);
}

void console_flush(void)
{
	board.uart->flush(board.uart_base);
}
