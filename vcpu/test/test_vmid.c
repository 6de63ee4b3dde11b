/* SPDX-License-Identifier: Apache-2.0 */
/* Who has which VMID, over many generations of them. */
#include <string.h>

#include <vcpu/status.h>
#include <vcpu/vmid.h>

#include <fake_cpu.h>
#include <fake_tlb.h>

#include "test/cm.h"

/* DDI 0487, "TLB maintenance requirements": what was written before it, both stages of every VMID,
 * instruction caches, complete, and seen by what follows. */
#define ROLLOVER "dsb_ishst;tlbi_alle1is;ic_ialluis;dsb_ish;isb;"
#define PUBLISH  "dsb_ish;"

static struct vmid_pool pool;
static uint64_t used[1024];

static int setup(void **state)
{
	(void)state;
	fake_reset();
	fake_tlb_hook = NULL;
	memset(used, 0xa5, sizeof(used));
	memset(&pool, 0xa5, sizeof(pool));
	assert_int_equal(vmid_pool_init(&pool, used, 8), VCPU_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_tlb_hook = NULL;
	return 0;
}

/* Takes numbers on @cpu_id until a generation begins; the last one is of the new one. */
static void roll_over(uint32_t cpu_id)
{
	do {
		struct vmid id = { 0 };

		fake_log_clear();
		vmid_load(&pool, &id, cpu_id);
		assert_int_equal(pool.lock, 0);
	} while (strstr(fake_log(), "tlbi") == NULL);
	assert_string_equal(fake_log(), ROLLOVER PUBLISH);
	fake_log_clear();
}

static void a_pool_of_another_size_is_refused(void **state)
{
	static const unsigned int sizes[] = { 0, 7, 9, 15, 17, 64, 0xffffffff };
	struct vmid_pool before = pool;

	(void)state;
	assert_int_equal(vmid_pool_init(NULL, used, 8), VCPU_EINVAL);
	assert_int_equal(vmid_pool_init(&pool, NULL, 8), VCPU_EINVAL);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(vmid_pool_init(&pool, used, sizes[i]), VCPU_EINVAL);
	}
	assert_memory_equal(&pool, &before, sizeof(pool));
}

/* ID_AA64MMFR1_EL1.VMIDBits, 7:4: 0b0000 is 8, 0b0010 is 16, the rest is reserved. */
static void numbers_of_16_bits_need_a_processor_that_has_them(void **state)
{
	(void)state;
	for (unsigned int field = 0; field < 16; field++) {
		struct vmid_pool before = pool;

		fake_set(FAKE_id_aa64mmfr1_el1, UINT64_C(0xffffffffffffff0f) + field * 16);
		if (field == 2) {
			assert_int_equal(vmid_pool_init(&pool, used, 16), VCPU_OK);
			assert_int_equal(pool.bits, 16);
			assert_int_equal(setup(NULL), 0);
		} else {
			assert_int_equal(vmid_pool_init(&pool, used, 16), VCPU_EUNSUPPORTED);
			assert_memory_equal(&pool, &before, sizeof(pool));
		}
	}
}

static void every_number_but_0_is_given_once_in_a_generation(void **state)
{
	static const unsigned int widths[] = { 8, 16 };

	(void)state;
	fake_set(FAKE_id_aa64mmfr1_el1, 0x20);
	for (size_t i = 0; i < 2; i++) {
		unsigned int n = 1u << widths[i];
		static bool is_given[0x10000];

		memset(is_given, 0, sizeof(is_given));
		assert_int_equal(vmid_pool_init(&pool, used, widths[i]), VCPU_OK);
		for (unsigned int k = 1; k < n; k++) {
			struct vmid id = { 0 };
			uint16_t number;

			fake_log_clear();
			number = vmid_load(&pool, &id, 0);
			assert_in_range(number, 1, n - 1);
			assert_false(is_given[number]);
			assert_string_equal(fake_log(), PUBLISH);
			is_given[number] = true;
		}
		roll_over(0);
	}
}

/* No barrier, no lock, nothing read from the CPU. */
static void a_number_that_is_current_is_kept_at_no_cost(void **state)
{
	struct vmid id = { 0 };
	struct vmid other = { 0 };
	uint16_t number = vmid_load(&pool, &id, 0);

	(void)state;
	assert_int_equal(vmid_last(&id), number);
	assert_int_not_equal(vmid_load(&pool, &other, 0), number);
	vmid_unload(&pool, 0);
	fake_log_clear();
	pool.lock = 1; /* nobody would give it */
	assert_int_equal(vmid_load(&pool, &id, 0), number);
	assert_int_equal(vmid_load(&pool, &id, 0), number);
	assert_string_equal(fake_log(), "");
	pool.lock = 0;
	assert_int_equal(vmid_load(&pool, &id, 1), number); /* its first there */
	assert_string_equal(fake_log(), PUBLISH);
}

static void nobody_has_number_0(void **state)
{
	struct vmid id = { 0 };

	(void)state;
	assert_int_equal(vmid_last(&id), 0);
	vmid_unload(&pool, 0);
	assert_int_not_equal(vmid_load(&pool, &id, 0), 0);
}

static void a_cpu_out_of_range_changes_nothing(void **state)
{
	static const uint32_t cpus[] = { 64, 65, 0x80000000, 0xffffffff };
	struct vmid id = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		struct vmid_pool before = pool;

		assert_int_equal(vmid_load(&pool, &id, cpus[i]), 0);
		vmid_unload(&pool, cpus[i]);
		assert_memory_equal(&pool, &before, sizeof(pool));
		assert_int_equal(id.value, 0);
	}
	assert_int_equal(vmid_load(&pool, &id, 63), 1);
}

static void what_a_cpu_runs_keeps_its_number_over_generations(void **state)
{
	struct vmid id = { 0 };
	uint16_t number;

	(void)state;
	roll_over(0);
	number = vmid_load(&pool, &id, 1);
	/* CPU 1 stays in the guest meanwhile. */
	roll_over(0);
	roll_over(0);
	roll_over(0);
	assert_int_equal(vmid_load(&pool, &id, 2), number);
	assert_int_equal(vmid_load(&pool, &id, 1), number);
	/* And when only the other one has noticed. */
	roll_over(0);
	assert_int_equal(vmid_load(&pool, &id, 2), number);
	roll_over(0);
	assert_int_equal(vmid_load(&pool, &id, 1), number);
}

static void what_a_cpu_runs_is_not_given_to_another(void **state)
{
	struct vmid running[63];
	uint16_t numbers[63];

	(void)state;
	memset(running, 0, sizeof(running));
	for (uint32_t cpu = 1; cpu < 64; cpu++) {
		numbers[cpu - 1] = vmid_load(&pool, &running[cpu - 1], cpu);
	}
	for (unsigned int i = 0; i < 1000; i++) {
		struct vmid id = { 0 };
		uint16_t number = vmid_load(&pool, &id, 0);

		for (unsigned int k = 0; k < 63; k++) {
			assert_int_not_equal(number, numbers[k]);
		}
		fake_log_clear();
	}
}

static void what_no_cpu_runs_gets_a_new_number(void **state)
{
	struct vmid id = { 0 };
	struct vmid first_of_new = { 0 };

	(void)state;
	assert_int_equal(vmid_load(&pool, &id, 1), 1);
	vmid_unload(&pool, 1);
	while (vmid_last(&first_of_new) != 1) {
		first_of_new = (struct vmid){ 0 };
		vmid_load(&pool, &first_of_new, 0);
	}
	assert_int_equal(vmid_load(&pool, &id, 1), 2);
}

/* CPU 1 leaves its guest in the middle of a new generation's beginning, then wants one of the last
 * generation. It must not take its number for current. */
static void unload_on_cpu_1(const char *event)
{
	if (strcmp(event, "tlbi_alle1is") == 0) {
		vmid_unload(&pool, 1);
	}
}

static void a_cpu_that_unloads_meanwhile_does_not_miss_a_generation(void **state)
{
	struct vmid id = { 0 };
	struct vmid old = { 0 };
	uint64_t old_value;

	(void)state;
	vmid_load(&pool, &old, 1);
	vmid_load(&pool, &id, 1);
	old_value = old.value;
	fake_tlb_hook = unload_on_cpu_1;
	roll_over(0);
	vmid_load(&pool, &old, 1);
	assert_int_not_equal(old.value >> 16, old_value >> 16);
	assert_string_equal(fake_log(), PUBLISH);
}

/*
 * Many CPUs and guests against a model of all TLBs: whoever runs under a number leaves entries
 * there, and a CPU that runs fills them again at once. Nobody may run under a number with another's
 * entries.
 */
#define N_CPUS 64u
#define N_IDS  600u

static struct vmid ids[N_IDS];
static struct {
	unsigned int id; /* 0: nobody */
	uint16_t number;
} running[N_CPUS];
static unsigned int owner[0x10000]; /* of the entries under each number, 0: none */
static unsigned int n_rollovers;

static void fill_tlbs(void)
{
	for (unsigned int cpu = 0; cpu < N_CPUS; cpu++) {
		if (running[cpu].id != 0) {
			unsigned int *whose = &owner[running[cpu].number];

			assert_true(*whose == 0 || *whose == running[cpu].id);
			*whose = running[cpu].id;
		}
	}
}

static void forget_tlbs(const char *event)
{
	if (strcmp(event, "tlbi_alle1is") == 0) {
		n_rollovers++;
		memset(owner, 0, sizeof(owner));
		fill_tlbs();
	}
}

static void no_two_share_a_number(void **state)
{
	uint64_t seed = 1;

	(void)state;
	fake_tlb_hook = forget_tlbs;
	memset(ids, 0, sizeof(ids));
	for (unsigned int step = 0; step < 60000; step++) {
		uint32_t cpu;
		unsigned int id;

		/* Knuth, "The Art of Computer Programming", volume 2, 3.3.4: MMIX */
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		/* Some CPUs change their guest often, some almost never. */
		cpu = (uint32_t)(seed >> 40) % N_CPUS;
		if (cpu > 8 && (seed >> 33) % 64 != 0) {
			cpu %= 8;
		}
		id = (unsigned int)(seed >> 48) % (N_IDS - 1) + 1;
		if (step % 5 == 0) {
			running[cpu].id = 0;
			vmid_unload(&pool, cpu);
		} else {
			/* Until it has the new number, it runs what it ran before. */
			uint16_t number = vmid_load(&pool, &ids[id], cpu);

			assert_in_range(number, 1, 255);
			assert_int_equal(vmid_last(&ids[id]), number);
			running[cpu].number = number;
			running[cpu].id = id;
		}
		fill_tlbs();
		for (unsigned int other = 0; other < N_CPUS; other++) {
			/* One number for a guest, or an invalidation would miss some of it. */
			assert_true(running[other].id != running[cpu].id || running[cpu].id == 0 ||
				    running[other].number == running[cpu].number);
		}
		fake_log_clear();
	}
	assert_in_range(n_rollovers, 50, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pool_of_another_size_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_of_16_bits_need_a_processor_that_has_them,
						setup, teardown),
		cmocka_unit_test_setup_teardown(every_number_but_0_is_given_once_in_a_generation,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_number_that_is_current_is_kept_at_no_cost, setup,
						teardown),
		cmocka_unit_test_setup_teardown(nobody_has_number_0, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cpu_out_of_range_changes_nothing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_a_cpu_runs_keeps_its_number_over_generations,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_a_cpu_runs_is_not_given_to_another, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_no_cpu_runs_gets_a_new_number, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			a_cpu_that_unloads_meanwhile_does_not_miss_a_generation, setup, teardown),
		cmocka_unit_test_setup_teardown(no_two_share_a_number, setup, teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
