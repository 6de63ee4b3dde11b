/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vuart_fixture.h"

#include <string.h>

#include "host/console.h"
#include "unit/cm.h"

#define PC  UINT64_C(0x80002000)
#define REG 3u

struct vm vms[VMS_MAX];
char console[1 << 16];
unsigned int n_puts;
bool is_line_high;
unsigned int n_line_changes;
void (*on_put)(const char *bytes, size_t len);

void console_put(void *unused, const char *bytes, size_t len)
{
	size_t used = strlen(console);

	(void)unused;
	n_puts++;
	if (on_put != NULL) {
		on_put(bytes, len);
		return;
	}
	assert_true(used + len < sizeof(console));
	memcpy(console + used, bytes, len);
	console[used + len] = '\0';
}

void vgic_set_line(struct vm *vm, struct vm_cpu *cpu, uint32_t intid, bool is_high)
{
	assert_ptr_equal(vm, &vms[0]);
	assert_null(cpu);
	assert_int_equal(intid, 33);
	assert_int_not_equal(is_high, is_line_high);
	is_line_high = is_high;
	n_line_changes++;
}

void vuart_clear_console(void)
{
	console[0] = '\0';
	n_puts = 0;
}

int vuart_setup(void **state)
{
	memset(vms, 0, sizeof(vms));
	for (unsigned int n = 0; n < VMS_MAX; n++) {
		vms[n].cpus[1].vm = &vms[n];
		vms[n].cpus[1].number = 1;
		vuart_init(&vms[n]);
	}
	vuart_clear_console();
	is_line_high = false;
	n_line_changes = 0;
	on_put = NULL;
	*state = &vms[0];
	return 0;
}

static void access_it(struct vm *vm, enum vcpu_exit_reason reason, uint64_t ipa,
		      unsigned int size_log2)
{
	struct vcpu *vcpu = &vm->cpus[1].vcpu;
	struct vcpu_exit exit = { .reason = reason };

	exit.mmio.ipa = ipa;
	exit.mmio.reg = REG;
	exit.mmio.reg_is_64bit = size_log2 == 3;
	exit.mmio.size_log2 = size_log2 & 3;
	vcpu_set_pc(vcpu, PC);
	assert_true(vuart_is_there(ipa));
	assert_int_equal(vuart_access(&vm->cpus[1], &exit), ACTION_RESUME);
	assert_int_equal(vcpu_pc(vcpu), PC + 4);
	assert_int_equal(vm->uart.lock, 0);
}

uint64_t load(struct vm *vm, uint64_t ipa, unsigned int size_log2)
{
	(void)vcpu_set_gpr(&vm->cpus[1].vcpu, REG, UINT64_MAX);
	access_it(vm, VCPU_EXIT_MMIO_READ, ipa, size_log2);
	return vcpu_get_gpr(&vm->cpus[1].vcpu, REG);
}

void store(struct vm *vm, uint64_t ipa, unsigned int size_log2, uint64_t value)
{
	(void)vcpu_set_gpr(&vm->cpus[1].vcpu, REG, value);
	access_it(vm, VCPU_EXIT_MMIO_WRITE, ipa, size_log2);
}

void send(struct vm *vm, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		store(vm, UART, 0, (unsigned char)bytes[i]);
	}
}

void send_str(struct vm *vm, const char *text)
{
	send(vm, text, strlen(text));
}
