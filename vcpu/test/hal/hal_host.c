/* SPDX-License-Identifier: Apache-2.0 */
#include <hal_host.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

#include <fake_cpu.h>

static struct {
	bool is_pending;
	uint32_t vector;
	void (*on_fetch)(void);
	unsigned char *base;
	size_t size_bytes;
	uint64_t phys;
} hal;

void hal_test_clear(void)
{
	memset(&hal, 0, sizeof(hal));
}

void hal_test_raise(uint32_t vector)
{
	hal.is_pending = true;
	hal.vector = vector;
}

void hal_test_on_fetch(void (*hook)(void))
{
	hal.on_fetch = hook;
}

void hal_test_arena(void *base, size_t size_bytes, uint64_t phys)
{
	hal.base = base;
	hal.size_bytes = size_bytes;
	hal.phys = phys;
}

uint32_t host_irq_fetch(void)
{
	void (*hook)(void) = hal.on_fetch;

	fake_cpu_note("irq_fetch");
	hal.on_fetch = NULL;
	if (hook != NULL) {
		hook();
	}
	assert_true(hal.is_pending);
	hal.is_pending = false;
	return hal.vector;
}

void host_irq_handle(uint32_t vector)
{
	(void)vector;
	fake_cpu_note("irq_handle");
}

uint64_t host_virt_to_phys(const void *virt)
{
	uintptr_t offset = (uintptr_t)virt - (uintptr_t)hal.base;

	assert_true(offset < hal.size_bytes);
	return hal.phys + offset;
}

void *host_phys_to_virt(uint64_t phys)
{
	uint64_t offset = phys - hal.phys;

	assert_true(offset < hal.size_bytes);
	return hal.base + offset;
}
