/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image is not where it was linked to run: said on the console, and the end. Called by boot.S,
 * with the MMU off, at any exception level. Addresses in data are the linker's, and too small by as
 * much as the image is off; where that is no multiple of 4 KiB, so are those that code computes.
 * So nothing here has a constant in memory or calls but by a pointer it corrects.
 */
#include <stdint.h>

#include "boards/board.h"
#include "host/panic.h"

/* For boot.S, which does not know where in a board its fields are. */
extern const uint64_t *const *const misplaced_first_cpu;
const uint64_t *const *const misplaced_first_cpu = &board.cpu_mpidrs;

/* What boot.S passes. */
void host_misplaced(uint64_t by, const struct board *at, const char *text, uint64_t linked,
		    unsigned int level);

/* @address: the linker's. Through uintptr_t, as it points to no object of this program. */
#define FIND(address, by) ((__typeof__(address))((uintptr_t)(address) + (by)))

static void put_address(const struct board *at, uint64_t by, uint64_t value)
{
	for (int shift = 60; shift >= 0; shift -= 4) {
		uint64_t digit = value >> shift & 15;

		FIND(FIND(at->uart, by)->put, by)
		(at->uart_base, (char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
	}
}

/* Each @ of it becomes an address: where the image is, then where it should be. */
static void put_text(const struct board *at, uint64_t by, const char *text, uint64_t linked)
{
	uint64_t address = linked + by;

	for (; *text != '\0'; text++) {
		if (*text == '@') {
			put_address(at, by, address);
			address = linked;
		} else {
			FIND(FIND(at->uart, by)->put, by)(at->uart_base, *text);
		}
	}
}

void host_misplaced(uint64_t by, const struct board *at, const char *text, uint64_t linked,
		    unsigned int level)
{
	const struct uart_ops *uart = FIND(at->uart, by);

	FIND(uart->init, by)(at->uart_base);
	put_text(at, by, text, linked);
	FIND(uart->flush, by)(at->uart_base);
	if (at->exit != NULL) {
		FIND(at->exit, by)(HOST_EXIT_PANIC);
	}
	/* At EL3 there is nobody who would do it. */
	if (level < 3) {
		FIND(at->power_off, by)(at->pm_base);
	}
}
