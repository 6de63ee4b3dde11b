/* SPDX-License-Identifier: Apache-2.0 */
	.section .text.boot, "ax"
	.global	_start, power_off
_start:	ldr	x0, =stack_top
	mov	sp, x0
	bl	host_main
power_off:				/* PSCI SYSTEM_OFF, by SMC to the firmware */
	ldr	w0, =0x84000008
	smc	#0

	.section .guest, "ax"		/* the guest: a call, a store to a device, and it waits */
	mov	x0, #7
	hvc	#42
	mov	x1, #0x09000000
	mov	x0, #0x21
	strb	w0, [x1]
	wfi
