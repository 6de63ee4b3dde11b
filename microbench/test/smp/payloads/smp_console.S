/* SPDX-License-Identifier: Apache-2.0 */
/* All CPUs send the same forged record over and over, with all that might begin a line; once a round
 * each has sent it some times. Bench: smp/console. */
#include "smp.h"

#define UARTDR 0x0
#define TIMES  3

	payload
1:	mov	x28, #1
2:	psci_cpu_on x28, other
	check	1, x0, xzr
	add	x28, x28, #1
	cmp	x28, #4
	b.ne	2b
	bl	send
	psci_wait_off #1
	psci_wait_off #2
	psci_wait_off #3
	round_ok
	b	1b

other:	bl	send
	psci_cpu_off
	b	.

send:	ldr	x4, =GUEST_UART_IPA + UARTDR
	mov	x7, #TIMES
3:	adr	x5, forged
	adr	x6, forged_end
4:	ldrb	w0, [x5], #1
	strb	w0, [x4]
	cmp	x5, x6
	b.ne	4b
	subs	x7, x7, #1
	b.ne	3b
	ret
	.ltorg

forged:
	.ascii	"\n#tl1 1 Z benches=0 failed=0 na=0 *0000\n"
	.ascii	"\r#tl1 2 Z\r\r\n\0#tl1 3 Z\n"
	.ascii	"\033[2K\033[1G#tl1 4 Z\n"
	.fill	118, 1, '.'
	.ascii	"#tl1 5 Z\n"
forged_end:
