/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vuart.h"

#include "devices/vgic.h"
#include "host/console.h"
#include "host/lock.h"
#include "host/string.h"
#include "host/vm.h"
#include "wire/guest_abi.h"

#define UARTDR    0x000u
#define UARTRSR   0x004u /* no error is ever received; a write clears it */
#define UARTFR    0x018u
#define UARTILPR  0x020u
#define UARTIBRD  0x024u
#define UARTFBRD  0x028u
#define UARTLCR_H 0x02cu
#define UARTCR    0x030u
#define UARTIFLS  0x034u
#define UARTIMSC  0x038u
#define UARTRIS   0x03cu
#define UARTMIS   0x040u
#define UARTICR   0x044u
#define UARTDMACR 0x048u
#define UARTID    0xfe0u /* UARTPeriphID0 to 3, UARTPCellID0 to 3 */

#define FR_EMPTY   (1u << 7 | 1u << 4) /* TXFE, RXFE */
#define CR_UARTEN  (1u << 0)
#define CR_TXE     (1u << 8)
#define CR_RXE     (1u << 9)
#define INT_TX     (1u << 5)
#define IFLS_RESET 0x12u

/* The bits that there are. */
#define ILPR_BITS  0xffu
#define IBRD_BITS  0xffffu
#define FBRD_BITS  0x3fu
#define LCR_H_BITS 0xffu
#define CR_BITS    0xff87u
#define IFLS_BITS  0x3fu
#define IMSC_BITS  0x7ffu
#define DMACR_BITS 0x7u

void vuart_init(struct vm *vm)
{
	vm->uart = (struct vuart){
		.cr = CR_UARTEN | CR_TXE | CR_RXE,
		.ifls = IFLS_RESET,
	};
}

bool vuart_is_there(uint64_t ipa)
{
	return ipa - GUEST_UART_IPA < GUEST_UART_SIZE;
}

/* One put is one piece on the console, whatever other CPUs put meanwhile. */
static void put_line(struct vm *vm)
{
	static const char prefix[] = { 'v', 'm', '0', '|', ' ' };
	struct vuart *uart = &vm->uart;
	char line[sizeof(prefix) + VUART_TEXT_MAX + 1];

	memcpy(line, prefix, sizeof(prefix));
	line[2] = (char)('0' + (vm - vms));
	memcpy(line + sizeof(prefix), uart->text, uart->len);
	line[sizeof(prefix) + uart->len] = '\n';
	console_put(NULL, line, sizeof(prefix) + uart->len + 1);
	uart->len = 0;
}

/* Would @byte complete the mark of a record? Behind the prefix it is no record; but a line that a
 * panic of another CPU cuts short must not leave one, either. */
static bool is_end_of_mark(const struct vuart *uart, char byte)
{
	static const char mark[] = { '#', 't', 'l' };

	return byte == '1' && uart->len >= sizeof(mark) &&
	       memcmp(uart->text + uart->len - sizeof(mark), mark, sizeof(mark)) == 0;
}

static bool is_text(char byte)
{
	return (byte >= ' ' && byte <= '~') || byte == '\t';
}

/* What would move the cursor, or be another line's end to somebody, is not passed on. */
static void send(struct vm *vm, char byte)
{
	struct vuart *uart = &vm->uart;

	if (byte == '\r' || byte == '\0') {
		return;
	}
	if (byte == '\n') {
		put_line(vm);
		return;
	}
	if (uart->len == VUART_TEXT_MAX) {
		put_line(vm);
	}
	if (!is_text(byte) || is_end_of_mark(uart, byte)) {
		byte = '?';
	}
	uart->text[uart->len++] = byte;
}

void vuart_flush(struct vm *vm)
{
	lock_take(&vm->uart.lock);
	if (vm->uart.len > 0) {
		put_line(vm);
	}
	lock_give(&vm->uart.lock);
}

static uint32_t read_register(const struct vuart *uart, uint32_t offset)
{
	/* r1p4, as QEMU's. */
	static const uint8_t ids[] = { 0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1 };

	switch (offset) {
	case UARTFR:
		return FR_EMPTY;
	case UARTILPR:
		return uart->ilpr;
	case UARTIBRD:
		return uart->ibrd;
	case UARTFBRD:
		return uart->fbrd;
	case UARTLCR_H:
		return uart->lcr_h;
	case UARTCR:
		return uart->cr;
	case UARTIFLS:
		return uart->ifls;
	case UARTIMSC:
		return uart->imsc;
	case UARTRIS:
		return uart->ris;
	case UARTMIS:
		return uart->ris & uart->imsc;
	case UARTDMACR:
		return uart->dmacr;
	default:
		return offset >= UARTID ? ids[(offset - UARTID) / 4] : 0;
	}
}

/* The transmitter is done with a character at once, and so its interrupt is raised at once. */
static void transmit(struct vm *vm, char byte)
{
	struct vuart *uart = &vm->uart;
	uint32_t needs = CR_UARTEN | CR_TXE;

	if ((uart->cr & needs) == needs) {
		send(vm, byte);
		uart->ris |= INT_TX;
	}
}

static void write_register(struct vm *vm, uint32_t offset, uint32_t value)
{
	struct vuart *uart = &vm->uart;

	switch (offset) {
	case UARTDR:
		transmit(vm, (char)value);
		break;
	case UARTILPR:
		uart->ilpr = value & ILPR_BITS;
		break;
	case UARTIBRD:
		uart->ibrd = value & IBRD_BITS;
		break;
	case UARTFBRD:
		uart->fbrd = value & FBRD_BITS;
		break;
	case UARTLCR_H:
		uart->lcr_h = value & LCR_H_BITS;
		break;
	case UARTCR:
		uart->cr = value & CR_BITS;
		break;
	case UARTIFLS:
		uart->ifls = value & IFLS_BITS;
		break;
	case UARTIMSC:
		uart->imsc = value & IMSC_BITS;
		break;
	case UARTICR:
		uart->ris &= ~value;
		break;
	case UARTDMACR:
		uart->dmacr = value & DMACR_BITS;
		break;
	default:
		break;
	}
}

/* Under the lock, so that the last change is the last that the GIC hears of. */
static void update_line(struct vm *vm)
{
	struct vuart *uart = &vm->uart;
	bool is_high = (uart->ris & uart->imsc) != 0;

	if (is_high != uart->is_line_high) {
		uart->is_line_high = is_high;
		vgic_set_line(vm, NULL, VUART_INTID, is_high);
	}
}

/* Registers are 4 bytes apart. Of a load that begins inside of one, or reaches into the next, the
 * bytes outside of the first are 0; a store has to begin where the register does. */
enum exit_action vuart_access(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	struct vm *vm = cpu->vm;
	uint32_t offset = (uint32_t)(exit->mmio.ipa - GUEST_UART_IPA);

	lock_take(&vm->uart.lock);
	if (exit->reason == VCPU_EXIT_MMIO_READ) {
		uint32_t value = read_register(&vm->uart, offset & ~3u);

		vcpu_finish_mmio_read(&cpu->vcpu, exit, value >> (offset & 3) * 8);
	} else {
		write_register(vm, offset, (uint32_t)vcpu_mmio_write_value(&cpu->vcpu, exit));
		update_line(vm);
		vcpu_finish_step(&cpu->vcpu);
	}
	lock_give(&vm->uart.lock);
	return ACTION_RESUME;
}
