/* SPDX-License-Identifier: Apache-2.0 */
/* Baselines for tests: accepted from small runs, in the folder of the test. */
#ifndef TEST_BASELINE_DIR_H
#define TEST_BASELINE_DIR_H

#include <dirent.h>
#include <unistd.h>

#include "gate/baseline.h"
#include "sample_store.h"

#define FILE_STATIC                                                                                \
	"qemu-virt-gicv3,cortex-a57,gcc-12.2.0,-O2,static,lazy,plain,exact,trapline,7.2.22.json"
#define FILE_TABLE                                                                                 \
	"qemu-virt-gicv3,cortex-a57,gcc-12.2.0,-O2,table,lazy,plain,exact,trapline,7.2.22.json"

/* hvc/return @hvc and irq/exit 400 to 403, static; hvc/return 120 with table. */
static inline struct run *baseline_run(uint64_t hvc)
{
	static const uint64_t varying[] = { 402, 400, 403, 400 };
	struct run *run = make_run(ID);

	make_exact(run, "hvc/return", "cortex-a57", "static", hvc, 4);
	make_ok(run, "irq/exit", "cortex-a57", "static", "exact", varying, 4);
	make_exact(run, "hvc/return", "cortex-a57", "table", 120, 4);
	run_sort_cells(run);
	return run;
}

/* Accepts @run, which must work; what was accepted may be left out. */
static inline void baseline_must_accept(const char *dir, const struct run *run, const char *reason,
					struct baseline_accepted *out)
{
	struct baseline_accepted accepted = { 0 };
	struct store_err err = { "" };
	int error = baseline_accept(dir, run, reason, &accepted, &err);

	if (error != 0) {
		print_error("%s\n", err.text);
	}
	assert_int_equal(error, 0);
	if (out != NULL) {
		*out = accepted;
	} else {
		baseline_accepted_free(&accepted);
	}
}

static inline void baseline_accept_value(const char *dir, uint64_t hvc)
{
	struct run *run = baseline_run(hvc);

	baseline_must_accept(dir, run, "for a test", NULL);
	run_free(run);
}

static inline size_t baseline_count_entries(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	}
	closedir(dir);
	return n;
}

#endif
