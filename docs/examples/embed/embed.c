/* SPDX-License-Identifier: Apache-2.0 */
/* A hypervisor with one guest of one vCPU, for QEMU's virt machine: docs/embedding.md. */
#include <vcpu/hal.h>
#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#define UART_DR   (*(volatile uint32_t *)0x09000000)
#define GUEST_IPA 0x80000000u
extern char guest_start[], fault_stack_top[];
void power_off(void) __attribute__((noreturn));

static struct vcpu_pcpu pcpu;
static unsigned char tables[4 * PTABLE_PAGE_SIZE] __attribute__((aligned(PTABLE_PAGE_SIZE)));
static uint64_t vmids_used[VMID_POOL_WORDS(8)];
static struct ptable_pool pool;
static struct vmid_pool vmids;
static struct stage2 memory;
static struct vcpu vcpu;
static struct vcpu_exit last;

/* What HAL=direct asks for: no interrupt is ever enabled here, and the MMU is off. And what compilers call. */
uint32_t hal_irq_fetch(void) { return 1023; }
void hal_irq_handle(uint32_t vector) { (void)vector; }
uint64_t hal_virt_to_phys(const void *virt) { return (uintptr_t)virt; }
void *hal_phys_to_virt(uint64_t phys) { return (void *)(uintptr_t)phys; }
void *memset(void *to, int byte, size_t n) { for (volatile char *p = to; n-- > 0; *p++ = (char)byte) {} return to; }

static void put(const char *text, uint64_t value)
{
	for (; *text != '\0'; text++) {
		UART_DR = (unsigned char)*text;
	}
	UART_DR = ' ';
	for (int shift = 28; shift >= 0; shift -= 4) {
		UART_DR = (unsigned char)"0123456789abcdef"[value >> shift & 15];
	}
	UART_DR = '\n';
}

void vcpu_host_fault(const struct vcpu_fault_frame *frame)
{
	put("fault of the hypervisor at", frame->elr);
	power_off();
}

static void check(int status)
{
	if (status != VCPU_OK) {
		put(vcpu_status_str(status), 0);
		power_off();
	}
}

void host_main(void)
{
	check(vcpu_pcpu_init(&pcpu, 0, fault_stack_top));
	check(vcpu_pcpu_enable(&pcpu));
	check(ptable_pool_init(&pool, tables, 4));
	check(vmid_pool_init(&vmids, vmids_used, 8));
	check(stage2_init(&memory, &pool, &vmids, 32, 0));
	check(stage2_map(&memory, GUEST_IPA, (uintptr_t)guest_start, 4096, STAGE2_NORMAL_RX));
	check(vcpu_init(&vcpu, &(struct vcpu_config){ .preferred_cpu = VCPU_CPU_ANY }));
	check(vcpu_setup(&vcpu, &(struct vcpu_setup){ .entry_ipa = GUEST_IPA, .memory = &memory }));
	check(vcpu_bind(&vcpu));
	do {
		check(vcpu_run(&vcpu, &last));
		put(vcpu_exit_reason_str(last.reason), vcpu_get_gpr(&vcpu, 0));
		if (last.reason == VCPU_EXIT_MMIO_WRITE) {
			put("to", last.mmio.ipa);
			vcpu_finish_step(&vcpu);
		}
	} while (last.reason == VCPU_EXIT_HYPERCALL || last.reason == VCPU_EXIT_MMIO_WRITE);
}
