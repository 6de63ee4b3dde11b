/* SPDX-License-Identifier: Apache-2.0 */
/* A board is data and pointers to drivers. Adding one adds a folder and edits nothing. */
#ifndef BOARDS_BOARD_H
#define BOARDS_BOARD_H

#include <stddef.h>
#include <stdint.h>

struct uart_ops {
	void (*init)(uintptr_t base);
	void (*put)(uintptr_t base, char byte);
	void (*flush)(uintptr_t base); /* returns once the last byte has left */
};

struct mmio_region {
	uint64_t base;
	uint64_t size_bytes;
};

struct board {
	const struct uart_ops *uart;
	uintptr_t uart_base;
	uintptr_t gicd_base;               /* GIC distributor */
	uintptr_t gicr_base;               /* GICv3: first redistributor frame; else 0 */
	uintptr_t gicc_base;               /* GICv2: CPU interface; else 0, as the next two */
	uintptr_t gich_base;               /* its control of virtual ones */
	uintptr_t gicv_base;               /* the virtual one itself, which guests see as GICC */
	const struct mmio_region *devices; /* mapped as Device memory at EL2 */
	size_t n_devices;
	/* By number; the first is the one that boots. There may be fewer: cpu_on() says so. */
	const uint64_t *cpu_mpidrs;
	size_t n_cpus; /* how many there can be */
	/* Starts a CPU at physical address @entry with @arg in x0, at EL2 with its MMU off. Returns
	 * NULL, or why it cannot. */
	const char *(*cpu_on)(uint64_t mpidr, uint64_t entry, uint64_t arg);
	/* Ends the emulator with this status; NULL on metal. May return where it has no effect. */
	void (*exit)(int status);
	void (*power_off)(void);
};

extern const struct board board;

#endif
