/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/self_check.h"

#include <stddef.h>

#include "host/string.h"

#define SPOILS_MAX 160u /* bytes of names; a longer list is one of their groups */

struct self_check {
	const char *name;
	struct self_check_result (*make)(const struct self_check_context *context);
	const char *spoils; /* NULL: those for which is_spoiled() */
	bool (*is_spoiled)(const struct bench *bench);
};

struct list {
	char text[SPOILS_MAX + 1];
	size_t len;
	bool is_too_long;
};

static bool needs_cpu_1(const struct bench *bench)
{
	return (bench->needs & BENCH_NEEDS_CPU_1) != 0 || bench->vm.n_cpus > 1;
}

static bool is_single(const struct bench *bench)
{
	return !bench_is_plain(bench);
}

static const struct self_check self_checks[] = {
	{ "counter-ticks", self_check_ticks, "*", NULL },
	{ "counter-is-untrapped", self_check_traps, "*", NULL },
	{ "empty-frame-is-constant", self_check_frames, "*", NULL },
	{ "step-is-fine-for-batches", self_check_step_batched, "*", NULL },
	{ "step-is-fine-for-one", self_check_step_singly, NULL, is_single },
	{ "counter-is-monotonic", self_check_cpus, NULL, needs_cpu_1 },
	{ "timer-reaches-its-handler", self_check_timer, "irq/*,wfx/*", NULL },
	{ "exact-clock-is-alone", self_check_alone, "*", NULL },
};

static void list_add(struct list *list, const char *text, size_t len)
{
	if (len > SPOILS_MAX - list->len) {
		list->is_too_long = true;
		return;
	}
	memcpy(list->text + list->len, text, len);
	list->len += len;
	list->text[list->len] = '\0';
}

/* Of "hvc/return", the length of "hvc/". */
static size_t group_len(const char *name)
{
	size_t len = 0;

	while (name[len] != '\0' && name[len] != '/') {
		len++;
	}
	return len + (name[len] == '/' ? 1 : 0);
}

static bool is_same_group(const struct bench *left, const struct bench *right)
{
	size_t len = group_len(left->name);

	return len == group_len(right->name) && memcmp(left->name, right->name, len) == 0;
}

/* By name, or, shorter and more than is meant, by group. */
static void list_spoiled(struct list *list, bool (*is_spoiled)(const struct bench *),
			 bool is_grouped)
{
	const struct bench *last = NULL;

	list->len = 0;
	list->is_too_long = false;
	for (const struct bench *const *b = benches_start; b < benches_end; b++) {
		const char *name = (*b)->name;

		if (!is_spoiled(*b) || (is_grouped && last != NULL && is_same_group(last, *b))) {
			continue;
		}
		list_add(list, ",", last != NULL ? 1 : 0);
		list_add(list, name, is_grouped ? group_len(name) : strlen(name));
		list_add(list, "*", is_grouped ? 1 : 0);
		last = *b;
	}
}

static const char *spoils_of(const struct self_check *check)
{
	static struct list list;

	if (check->spoils != NULL) {
		return check->spoils;
	}
	list_spoiled(&list, check->is_spoiled, false);
	if (list.is_too_long) {
		list_spoiled(&list, check->is_spoiled, true);
	}
	return list.is_too_long ? "*" : list.text;
}

static void send(struct wire_writer *w, const struct self_check *check,
		 const struct self_check_result *result)
{
	wire_begin(w, WIRE_CHECK);
	wire_str(w, "check", check->name);
	wire_u64(w, "ok", result->outcome == SELF_CHECK_PASSED);
	wire_str(w, "spoils", spoils_of(check));
	if (result->outcome == SELF_CHECK_FAILED) {
		wire_str(w, "why", result->what);
		if (result->unit != NULL) {
			wire_more_str(w, " ");
			wire_more_u64(w, result->seen);
			wire_more_str(w, " ");
			wire_more_str(w, result->unit);
		}
	}
	wire_end(w);
}

void self_check_all(struct wire_writer *w, const struct clock_check *clock,
		    const struct trial_settings *settings)
{
	/* Too large for the stack. */
	static struct self_check_context context;

	memset(&context, 0, sizeof(context));
	context.clock = clock;
	context.settings = settings;
	/* A machine whose timer does not fire would wait for it for ever inside the guest. */
	context.is_timer_alive = self_check_try_timer();
	self_check_run_guest(&context);
	for (size_t i = 0; i < sizeof(self_checks) / sizeof(self_checks[0]); i++) {
		struct self_check_result result = self_checks[i].make(&context);

		if (result.outcome != SELF_CHECK_NOT_MADE) {
			send(w, &self_checks[i], &result);
		}
	}
}
