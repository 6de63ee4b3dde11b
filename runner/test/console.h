/* SPDX-License-Identifier: Apache-2.0 */
/* A console of an image, line by line, for tests that feed one. */
#ifndef TEST_CONSOLE_H
#define TEST_CONSOLE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "test/sealed.h"

#define HELLO_FIELDS                                                                               \
	"build=0123456789abcdef board=qemu-virt-gicv3 hal=static switch=lazy vectors=plain "       \
	"toolchain=gcc-12.2.0 flags=-O2 midr=0x411fd070 cntfrq=1000000000 step=1 clock=exact "     \
	"cold=0 load=0"

struct console {
	char text[65536];
	size_t len;
	uint32_t seq; /* of the next record */
};

/* As it is, no \n added. */
static inline void console_add(struct console *c, const char *bytes, size_t len)
{
	size_t room = sizeof(c->text) - c->len;

	len = len < room ? len : room;
	memcpy(c->text + c->len, bytes, len);
	c->len += len;
}

static inline void console_say(struct console *c, const char *text)
{
	console_add(c, text, strlen(text));
	console_add(c, "\n", 1);
}

/* A record: @format from its type on, for example "Z benches=1 failed=0". */
__attribute__((format(printf, 2, 3))) static inline void console_send(struct console *c,
								      const char *format, ...)
{
	char body[512];
	char line[530];
	va_list args;
	int used = snprintf(body, sizeof(body), "#tl1 %u ", (unsigned int)c->seq++);

	va_start(args, format);
	vsnprintf(body + used, sizeof(body) - (size_t)used, format, args);
	va_end(args);
	sealed_line(line, sizeof(line), body);
	console_say(c, line);
}

static inline void console_hello(struct console *c, unsigned int benches)
{
	console_send(c, "H proto=3 " HELLO_FIELDS " benches=%u", benches);
}

static inline void console_bench(struct console *c, const char *name, unsigned int samples)
{
	console_send(c,
		     "B bench=%s payload=hvc_nop unit=instructions warmup=16 samples=%u "
		     "expect=hypercall:1",
		     name, samples);
}

#endif
