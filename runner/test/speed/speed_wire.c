/* SPDX-License-Identifier: Apache-2.0 */
/* A million samples, as an image sends them, from the console into memory. */
#include <stdint.h>

#include "ingest/ingest.h"
#include "speed.h"
#include "stats/random.h"
#include "wire/wire.h"

#define CHUNK     4096u /* bytes a read from a pipe gives */
#define N_BENCHES 20u

struct wire {
	size_t n; /* samples of each benchmark */
	char *text;
	size_t len;
	size_t room;
	uint64_t sum; /* of all samples */
};

static void put(void *arg, const char *bytes, size_t len)
{
	struct wire *wire = arg;

	if (len > wire->room - wire->len) {
		wire->room = 2 * wire->room + len;
		wire->text = realloc(wire->text, wire->room);
		if (wire->text == NULL) {
			speed_fail("out of memory");
		}
	}
	memcpy(wire->text + wire->len, bytes, len);
	wire->len += len;
}

static void send_hello(struct wire_writer *w)
{
	static const char *const fields[][2] = {
		{ "build", "0123456789abcdef" },
		{ "board", "qemu-virt-gicv3" },
		{ "hal", "static" },
		{ "switch", "lazy" },
		{ "vectors", "plain" },
		{ "toolchain", "gcc-12.2.0" },
		{ "flags", "-O2" },
	};

	wire_begin(w, WIRE_HELLO);
	wire_u64(w, "proto", WIRE_PROTO);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		wire_str(w, fields[i][0], fields[i][1]);
	}
	wire_hex(w, "midr", 0x411fd070);
	wire_u64(w, "cntfrq", 62500000);
	wire_u64(w, "step", 1);
	wire_str(w, "clock", "cntvct");
	wire_u64(w, "cold", 0);
	wire_u64(w, "load", 0);
	wire_u64(w, "benches", N_BENCHES);
	wire_end(w);
}

/* As on a clock with noise: no two samples in a row are alike, so none is sent as one of a run. */
static void send_samples(struct wire *wire, struct wire_writer *w)
{
	struct random random = { wire->sum };
	uint64_t *samples = calloc(wire->n, sizeof(*samples));

	if (samples == NULL) {
		speed_fail("out of memory");
	}
	for (size_t i = 0; i < wire->n; i++) {
		samples[i] = 600 + i % 2 + 2 * random_below(&random, 50);
		wire->sum += samples[i];
	}
	wire_samples(w, samples, wire->n);
	free(samples);
}

static void send_bench(struct wire *wire, struct wire_writer *w, size_t bench)
{
	char name[32];

	snprintf(name, sizeof(name), "speed/b%zu", bench);
	wire_begin(w, WIRE_BENCH);
	wire_str(w, "bench", name);
	wire_str(w, "payload", "hvc_nop");
	wire_str(w, "unit", "ticks");
	wire_u64(w, "warmup", 16);
	wire_u64(w, "samples", wire->n);
	wire_str(w, "expect", "hypercall:1");
	wire_end(w);
	send_samples(wire, w);
	wire_begin(w, WIRE_END_BENCH);
	wire_str(w, "bench", name);
	wire_u64(w, "n", wire->n);
	wire_u64(w, "overhead", 4);
	wire_u64(w, "dropped", 0);
	wire_u64(w, "bad", 0);
	wire_str(w, "exits", "hypercall:");
	wire_more_u64(w, wire->n);
	wire_end(w);
}

static void send_run(struct wire *wire)
{
	struct wire_writer w;

	wire_writer_init(&w, put, wire);
	send_hello(&w);
	for (size_t i = 0; i < N_BENCHES; i++) {
		send_bench(wire, &w, i);
	}
	wire_begin(&w, WIRE_END_RUN);
	wire_u64(&w, "benches", N_BENCHES);
	wire_u64(&w, "failed", 0);
	wire_u64(&w, "na", 0);
	wire_end(&w);
}

static void read_run(void *arg)
{
	const struct wire *wire = arg;
	struct ingest in;
	uint64_t sum = 0;

	ingest_init(&in);
	for (size_t at = 0; at < wire->len; at += CHUNK) {
		size_t len = wire->len - at < CHUNK ? wire->len - at : CHUNK;

		if (ingest_feed(&in, wire->text + at, len) != 0) {
			speed_fail("out of memory");
		}
	}
	ingest_finish(&in);
	if (!ingest_is_complete(&in) || in.n_benches != N_BENCHES) {
		speed_fail("wire: not all was read: %s", in.why);
	}
	for (size_t bench = 0; bench < N_BENCHES; bench++) {
		if (in.benches[bench].n != wire->n) {
			speed_fail("wire: %zu samples of %zu were read", in.benches[bench].n,
				   wire->n);
		}
		for (size_t i = 0; i < wire->n; i++) {
			sum += in.benches[bench].samples[i];
		}
	}
	if (sum != wire->sum) {
		speed_fail("wire: other samples were read than were sent");
	}
	ingest_free(&in);
}

int main(int argc, char **argv)
{
	struct speed speed = speed_begin(argc, argv);
	struct wire wire = { .n = speed_size(&speed, 1000000) / N_BENCHES };
	struct speed_cost cost;
	char what[80];

	send_run(&wire);
	cost = speed_of_job(read_run, &wire);
	snprintf(what, sizeof(what), "wire: read %zu samples, %.1f MB of records",
		 N_BENCHES * wire.n, (double)wire.len / 1e6);
	speed_row(&speed, what, &cost, (struct speed_aim){ .wall_s = 1 });
	free(wire.text);
	return speed_end(&speed);
}
