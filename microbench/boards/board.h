/* SPDX-License-Identifier: Apache-2.0 */
/* A board is data and pointers to drivers. Adding one adds a folder and edits nothing. */
#ifndef BOARDS_BOARD_H
#define BOARDS_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of these, and of exit() and power_off(), none keeps or looks for anything in data: an image that was loaded in
 * the wrong place calls them to say so, with the MMU off, at any exception level. */
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
	uintptr_t gicd_base;               /* GIC distributor; 0: there is no GIC */
	uintptr_t gicr_base;               /* GICv3: first redistributor frame; else 0 */
	uintptr_t gicc_base;               /* GICv2: CPU interface; else 0, as the next two */
	uintptr_t gich_base;               /* its control of virtual ones */
	uintptr_t gicv_base;               /* the virtual one itself, which guests see as GICC */
	uintptr_t local_base;              /* BCM2836: interrupts of the cores; else 0 */
	uintptr_t gpu_irq_base;            /* and of the GPU; 0: none to turn off */
	uintptr_t pm_base;                 /* what power_off() is given */
	uintptr_t spin_table;              /* for spin_table_cpu_on(): where CPU 0 would look */
	const struct mmio_region *devices; /* mapped as Device memory at EL2 */
	size_t n_devices;
	/* By number; the first is the one that boots. There may be fewer: cpu_on() says so. */
	const uint64_t *cpu_mpidrs;
	size_t n_cpus; /* how many there can be; 1: the others are left alone */
	/* cpu_on, is_cpu_awake and power_off are of a start at EL2. Entered at EL3 the image is its
	 * own firmware (microbench/el3), whatever they say: CPUs are started and the end is made
	 * through that.
	 *
	 * Starts a CPU at physical address @entry with @arg in x0, at EL2 with its MMU off. Returns
	 * NULL, or why it cannot; NULL where nothing can. */
	const char *(*cpu_on)(uint64_t mpidr, uint64_t entry, uint64_t arg);
	/* CPUs that wait for cpu_on() execute instructions meanwhile: they are taken in at the start,
	 * and sleep. */
	bool is_cpu_awake;
	/* Ends the emulator with this status; NULL on metal. May return where it has no effect. */
	void (*exit)(int status);
	void (*power_off)(uintptr_t pm_base);
};

extern const struct board board;

#endif
