/* SPDX-License-Identifier: Apache-2.0 */
#include "host/panic.h"

#include <stddef.h>

#include <vcpu/pcpu.h>

#include "boards/board.h"
#include "drivers/power.h"
#include "el3/el3.h"
#include "host/console.h"

/* How often a panic was entered: a fault inside one (a UART that is not there, an HLT that nobody
 * takes for semihosting) gets on with ending instead of looping. */
static unsigned int panic_depth;

/* The monitor ends an emulator; where it is the board's own firmware there is no other. */
static void power_off(void)
{
	if (el3_is_ours != 0) {
		psci_system_off(0);
	} else {
		board.power_off(board.pm_base);
	}
}

void host_end(int status)
{
	console_flush();
	if (status != 0 && board.exit != NULL) {
		board.exit(status);
	}
	power_off();
	for (;;) {
		__asm__ volatile("wfi");
	}
}

void host_panic(const char *why)
{
	panic_depth++;
	console_seize();
	console_str("\ntrapline: PANIC: ");
	console_str(why);
	console_str("\n");
	host_end(HOST_EXIT_PANIC);
}

static const char *const vector_names[16] = {
	"SP_EL0 synchronous",
	"SP_EL0 IRQ",
	"SP_EL0 FIQ",
	"SP_EL0 SError",
	"synchronous",
	"IRQ",
	"FIQ",
	"SError",
	"guest synchronous",
	"guest IRQ",
	"guest FIQ",
	"guest SError",
	"guest AArch32 synchronous",
	"guest AArch32 IRQ",
	"guest AArch32 FIQ",
	"guest AArch32 SError",
};

static void print_field(const char *name, uint64_t value)
{
	console_str(name);
	console_hex(value);
}

static void print_frame(const struct vcpu_fault_frame *frame)
{
	print_field("  ELR  ", frame->elr);
	print_field("  SPSR ", frame->spsr);
	print_field("  SP   ", frame->sp);
	print_field("\n  ESR  ", frame->esr);
	print_field("  FAR  ", frame->far);
	for (unsigned int i = 0; i < 31; i++) {
		console_str(i % 3 == 0 ? "\n  x" : "  x");
		console_dec(i);
		print_field(i < 10 ? "   " : "  ", frame->x[i]);
	}
	console_str("\n");
}

void vcpu_host_fault(const struct vcpu_fault_frame *frame)
{
	switch (++panic_depth) {
	case 1:
		console_seize();
		console_str("\ntrapline: PANIC: ");
		console_str(vector_names[frame->vector & 15]);
		console_str(" exception at EL2\n");
		print_frame(frame);
		console_flush();
		__attribute__((fallthrough));
	case 2:
		if (board.exit != NULL) {
			board.exit(HOST_EXIT_PANIC);
		}
		__attribute__((fallthrough));
	default:
		power_off();
	}
	for (;;) {
		__asm__ volatile("wfi");
	}
}
