/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/sysreg.h>
#include <vcpu/vcpu.h>

#include "drivers/timer.h"
#include "host/console.h"
#include "host/image.h"
#include "host/panic.h"
#include "host/smp.h"
#include "host/start.h"
#include "host/string.h"
#include "test/core/core.h"
#include "test/core/guest.h"
#include "test/core/inplace.h"

#define ARENA_BYTES    (64u << 20)
#define FAILURES_SHOWN 16u

extern const struct core_test *const core_tests[] __asm__("__core_tests_start");
extern const struct core_test *const core_tests_end[] __asm__("__core_tests_end");
void host_main(unsigned int exception_level);

uint32_t core_n_cpus = 1;
struct inplace inplace;

/* A block of stage 2 can map it. */
static unsigned char arena[ARENA_BYTES] __attribute__((section(".guest_ram"), aligned(2u << 20)));
static size_t arena_used;
static const char *skip_reason;
static uint32_t n_failures;
static bool console_lock;

static void lock(void)
{
	while (__atomic_test_and_set(&console_lock, __ATOMIC_ACQUIRE)) {
	}
}

static void unlock(void)
{
	__atomic_clear(&console_lock, __ATOMIC_RELEASE);
}

/* With the lock held. True: it is to be shown. */
static bool count_failure(void)
{
	return ++n_failures <= FAILURES_SHOWN;
}

bool check(bool is_so, const char *claim)
{
	if (is_so) {
		return true;
	}
	lock();
	if (count_failure()) {
		console_str("# not so: ");
		console_str(claim);
		console_str("\n");
	}
	unlock();
	return false;
}

bool check_eq(uint64_t got, uint64_t want, const char *what)
{
	if (got == want) {
		return true;
	}
	lock();
	if (count_failure()) {
		console_str("# ");
		console_str(what);
		console_str(": is ");
		console_hex(got);
		console_str(", was to be ");
		console_hex(want);
		console_str("\n");
	}
	unlock();
	return false;
}

void core_skip(const char *why)
{
	skip_reason = why;
}

void core_note(const char *text, uint64_t value)
{
	lock();
	console_str("# ");
	console_str(text);
	console_str(" ");
	console_hex(value);
	console_str("\n");
	unlock();
}

void *core_alloc(size_t size_bytes, size_t align_bytes)
{
	size_t at = (arena_used + align_bytes - 1) & ~(align_bytes - 1);

	if (at > sizeof(arena) || size_bytes > sizeof(arena) - at) {
		host_panic("a test wants more memory than there is");
	}
	arena_used = at + size_bytes;
	memset(arena + at, 0, size_bytes);
	return arena + at;
}

static void start_cpus(void)
{
	const char *why = NULL;

	while (core_n_cpus < HOST_CPUS_MAX) {
		why = smp_start(core_n_cpus);
		if (why != NULL) {
			break;
		}
		core_n_cpus++;
	}
	core_note("MIDR_EL1", sysreg_read_midr_el1());
	core_note("CPUs", core_n_cpus);
	if (why != NULL) {
		console_str("# no more of them: ");
		console_str(why);
		console_str("\n");
	}
}

/* What a test that failed half-way leaves on a CPU is not the next one's. */
static void tidy_cpu(void *unused)
{
	struct vcpu *bound = vcpu_current();

	(void)unused;
	timer_disarm();
	if (bound != NULL) {
		(void)vcpu_unbind(bound);
	}
}

static void tidy_all_cpus(void)
{
	inplace = (struct inplace){ 0 };
	tidy_cpu(NULL);
	for (uint32_t cpu = 1; cpu < core_n_cpus; cpu++) {
		smp_wait(cpu);
		smp_run_on(cpu, tidy_cpu, NULL);
		smp_wait(cpu);
	}
}

/* False: it failed. */
static bool run_test(uint64_t number, const struct core_test *test)
{
	bool has_passed;

	console_str("# begin ");
	console_str(test->name);
	console_str("\n");
	arena_used = 0;
	skip_reason = NULL;
	n_failures = 0;
	test->run();
	tidy_all_cpus();
	has_passed = n_failures == 0;
	console_str(has_passed ? "ok " : "not ok ");
	console_dec(number);
	console_str(" - ");
	console_str(test->name);
	if (has_passed && skip_reason != NULL) {
		console_str(" # SKIP ");
		console_str(skip_reason);
	}
	console_str("\n");
	return has_passed;
}

void host_main(unsigned int exception_level)
{
	uint64_t n_tests = (uint64_t)(core_tests_end - core_tests);
	bool has_failed = false;

	host_start(exception_level);
	start_cpus();
	guest_init();
	for (uint64_t i = 0; i < n_tests; i++) {
		has_failed |= !run_test(i + 1, core_tests[i]);
	}
	console_str("1..");
	console_dec(n_tests);
	console_str("\n");
	host_end(has_failed ? 1 : 0);
}
