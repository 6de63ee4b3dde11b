/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A benchmark is a payload, an interval and the exits that belong into it. One file in benches/,
 * which registers itself; its name is the file's, the first _ being /.
 *
 * An interval lies between two stamps (clock.h, and `stamp` in a payload). Its sample is the
 * difference less the overhead, which is measured in the same boot: the smallest of GUEST_FRAMES
 * pairs of stamps with nothing between.
 */
#ifndef MEASURE_BENCH_H
#define MEASURE_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "host/vm.h"
#include "measure/ring.h"

struct bench_run;

/* What not every board has. A benchmark that needs what is not there is left out with a reason,
 * which is no failure. */
enum bench_needs {
	BENCH_NEEDS_EL3 = 1u << 0,         /* EL3 firmware that is our own monitor */
	BENCH_NEEDS_CPU_1 = 1u << 1,       /* a second CPU */
	BENCH_NEEDS_GICV3 = 1u << 2,       /* the GIC's system-register interface */
	BENCH_NEEDS_INPLACE = 1u << 3,     /* an image with in-place answers (not SWITCH=eager) */
	BENCH_NEEDS_VECTOR = 1u << 4,      /* an image whose vectors answer a null hypercall */
	BENCH_NEEDS_WFE = 1u << 5,         /* a CPU that waits in a WFE: only then it traps */
	BENCH_NEEDS_GICV2 = 1u << 6,       /* a GIC whose CPU interface is memory */
	BENCH_NEEDS_VIRTUAL_GIC = 1u << 7, /* guests that have a GIC, of whichever version */
};

/* @n times @reason. */
struct bench_exits {
	enum vcpu_exit_reason reason;
	uint32_t n;
};

struct bench {
	const char *name;    /* "hvc/return" */
	const char *payload; /* file in guest-payloads/src without its ending */
	struct vm_spec vm;
	uint32_t needs; /* enum bench_needs */
	/* What must happen between the stamps of every sample, and nothing else. */
	struct bench_exits expect;
	/* Of inplace/answers.h, what answers the operation in place: where the image has it,
	 * nothing is returned to the run loop. NULL: nothing does. */
	const char *in_place;
	/* Once the guest is loaded and bound, before it first runs. Returns NULL, or why there can
	 * be no result. May be NULL. */
	const char *(*prepare)(struct bench_run *run);
	/* Takes the samples; NULL: bench_run_guest(), for payloads that take both stamps. Returns
	 * NULL, or why there can be no result. */
	const char *(*take)(struct bench_run *run);
	/* Called when the payload reports GUEST_HVC_READY; may be NULL. */
	void (*arm)(struct bench_run *run);
	/* On a clock that is not exact: is the report noise of the machine below, and no sample?
	 * NULL: never. */
	bool (*is_noise)(const struct bench_run *run);
	/* Called for each sample: was the operation's answer what it had to be? NULL: not
	 * checked. */
	bool (*check)(struct bench_run *run, uint64_t answer);
};

/* Of each operation, in this image. */
static inline struct bench_exits bench_expected(const struct bench *bench)
{
	const struct bench_exits none = { VCPU_EXIT_NOTHING, 0 };

	return bench->in_place != NULL ? none : bench->expect;
}

#define DEFINE_BENCH(ident)                                                                        \
	static const struct bench bench_##ident;                                                   \
	__attribute__((section(".benches." #ident),                                                \
		       used)) static const struct bench *const bench_entry_##ident =               \
		&bench_##ident;                                                                    \
	static const struct bench bench_##ident

/* All that this image has, by name. */
extern const struct bench *const benches_start[] __asm__("__benches_start");
extern const struct bench *const benches_end[] __asm__("__benches_end");

struct bench_run {
	const struct bench *bench;
	bool is_clock_exact;
	struct vm *vm;
	struct vm_cpu *cpu; /* the one whose stamps are taken */
	struct vcpu_exit exit;
	uint32_t exits[VCPU_EXIT_REASONS]; /* since the last report */

	uint32_t batch;   /* operations between two stamps, as the payload was told */
	bool is_cold;     /* displace caches, TLBs and predictors before each sample */
	bool is_counting; /* the performance monitors are read around each of the guest's runs */
	bool has_other_batch; /* the payload does another number of them */

	struct ring ring;
	uint64_t totals[VCPU_EXIT_REASONS]; /* between the stamps, over all samples in the ring */
	uint64_t bad;                       /* samples with other exits or another answer */
	uint32_t frames;                    /* empty frames seen */
	uint64_t overhead;                  /* the smallest of them */
	uint32_t floors;                    /* seen; 0 or GUEST_FRAMES in the end */
	uint64_t floor;                     /* the smallest of them, the overhead included */
	uint32_t warmup_left;
	uint64_t n_reported; /* samples that the payload reported, warm-up and noise included */
	uint64_t resumed_at; /* CNTVCT before the guest was last resumed */
};

/* Is every report of @bench one operation and nothing else, so that it can be counted, and done
 * many times between two stamps? What prepares each one, or takes a stamp of its own, cannot. */
static inline bool bench_is_plain(const struct bench *bench)
{
	return bench->take == NULL && bench->arm == NULL;
}

/* Takes an empty frame of @ticks; the smallest is the overhead. */
void bench_add_frame(struct bench_run *run, uint64_t ticks);

/* Takes a sample of @ticks, overhead included, and holds the exits in run->exits against those
 * expected. The first ones are warm-up and dropped. */
void bench_add_sample(struct bench_run *run, uint64_t ticks, bool is_answer_right);
bool bench_is_done(const struct bench_run *run);

/* Begins to count exits anew. */
void bench_forget_exits(struct bench_run *run);

/* Runs the guest to its next report, answering its exits: the host's own run loop. NULL, or why the
 * guest cannot go on. */
const char *bench_run_to_report(struct bench_run *run);

/* Takes what the payload reports at run->exit. NULL, or why there can be no result. */
const char *bench_take_report(struct bench_run *run);

/* With --cold: nothing of what runs next is in a cache, a TLB or a branch predictor. To be called
 * where nothing is timed, once for each sample. */
void bench_displace(const struct bench_run *run);

/* For payloads that take both stamps themselves. reports.c */
const char *bench_run_guest(struct bench_run *run);

/* Why a guest that stopped at run->exit did, with the particulars on the console. */
const char *bench_stop_reason(struct bench_run *run, int status);

#endif
