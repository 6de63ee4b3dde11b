/* SPDX-License-Identifier: Apache-2.0 */
/* What a writer sends, kept for a test to look at and read back. */
#ifndef TEST_WIRE_SINK_H
#define TEST_WIRE_SINK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "ingest/ingest.h"
#include "wire/wire.h"

struct wire_sink {
	char text[1u << 21];
	size_t len;
	size_t longest; /* of one put */
};

static struct wire_sink sink;
static struct wire_writer writer;

static inline void wire_sink_put(void *arg, const char *bytes, size_t len)
{
	struct wire_sink *to = arg;

	assert_true(len < sizeof(to->text) - to->len);
	memcpy(to->text + to->len, bytes, len);
	to->len += len;
	to->text[to->len] = '\0';
	to->longest = len > to->longest ? len : to->longest;
}

static inline int wire_sink_start(void **state)
{
	(void)state;
	sink.len = 0;
	sink.longest = 0;
	sink.text[0] = '\0';
	wire_writer_init(&writer, wire_sink_put, &sink);
	return 0;
}

static inline void wire_sink_hello(uint64_t benches)
{
	static const char *const fields[][2] = {
		{ "build", "0123456789abcdef0123456789abcdef" },
		{ "board", "qemu-virt-gicv3" },
		{ "hal", "direct-lto" },
		{ "switch", "lazy" },
		{ "vectors", "null-call" },
		{ "toolchain", "clang-14.0.6" },
		{ "flags", "-O2" },
	};

	wire_begin(&writer, WIRE_HELLO);
	wire_u64(&writer, "proto", WIRE_PROTO);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		wire_str(&writer, fields[i][0], fields[i][1]);
	}
	wire_hex(&writer, "midr", 0x411fd070);
	wire_u64(&writer, "cntfrq", 1000000000);
	wire_u64(&writer, "step", 1);
	wire_str(&writer, "clock", "cntvct");
	wire_u64(&writer, "cold", 0);
	wire_u64(&writer, "load", 0);
	wire_u64(&writer, "benches", benches);
	wire_end(&writer);
}

/* B, S, P and E, with all that they may have. */
static inline void wire_sink_bench(const char *name, const uint64_t *samples, size_t n)
{
	wire_begin(&writer, WIRE_BENCH);
	wire_str(&writer, "bench", name);
	wire_str(&writer, "payload", "sysreg_sgi1r_empty");
	wire_str(&writer, "unit", "instructions");
	wire_u64(&writer, "warmup", 65536);
	wire_u64(&writer, "samples", n);
	wire_str(&writer, "expect", "external_interrupt:1");
	wire_end(&writer);
	wire_samples(&writer, samples, n);
	wire_begin(&writer, WIRE_PMU);
	wire_str(&writer, "bench", name);
	wire_u64(&writer, "cycles", 1234567);
	wire_u64(&writer, "instructions", 1234567);
	wire_u64(&writer, "el2_cycles", 1234567);
	wire_u64(&writer, "el2_instructions", 1234567);
	wire_end(&writer);
	wire_begin(&writer, WIRE_END_BENCH);
	wire_str(&writer, "bench", name);
	wire_u64(&writer, "n", n);
	wire_u64(&writer, "overhead", 12345);
	wire_u64(&writer, "dropped", 0);
	wire_u64(&writer, "bad", 0);
	wire_str(&writer, "exits", "external_interrupt:");
	wire_more_u64(&writer, n);
	wire_u64(&writer, "floor", 12345);
	wire_u64(&writer, "batch", 1);
	wire_str(&writer, "each", "1234567.891");
	wire_end(&writer);
}

static inline void wire_sink_end(uint64_t benches)
{
	wire_begin(&writer, WIRE_END_RUN);
	wire_u64(&writer, "benches", benches);
	wire_u64(&writer, "failed", 0);
	wire_u64(&writer, "na", 0);
	wire_end(&writer);
}

#endif
