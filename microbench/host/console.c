/* SPDX-License-Identifier: Apache-2.0 */
#include "host/console.h"

#include <stdbool.h>

#include "boards/board.h"
#include "host/lock.h"
#include "host/string.h"

/* While there is one CPU there is no lock: it writes with its MMU off, too, where exclusive
 * accesses need not work.
 * Source: DDI 0487, "Load-Exclusive and Store-Exclusive instruction usage restrictions" */
static bool is_shared;
static uint32_t lock;

void console_init(void)
{
	board.uart->init(board.uart_base);
}

static void put(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		board.uart->put(board.uart_base, bytes[i]);
	}
}

void console_put(void *unused, const char *bytes, size_t len)
{
	(void)unused;
	if (!__atomic_load_n(&is_shared, __ATOMIC_RELAXED)) {
		put(bytes, len);
		return;
	}
	lock_take(&lock);
	put(bytes, len);
	lock_give(&lock);
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

/* Relaxed: who starts a CPU orders all that it stored before that CPU's first instruction, and who
 * seizes the console only wants not to wait for itself. */
void console_share(void)
{
	__atomic_store_n(&is_shared, true, __ATOMIC_RELAXED);
}

void console_seize(void)
{
	__atomic_store_n(&is_shared, false, __ATOMIC_RELAXED);
}
