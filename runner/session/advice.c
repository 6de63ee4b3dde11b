/* SPDX-License-Identifier: Apache-2.0 */
#include "session/advice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
	struct advice *out;
	size_t n;
};

__attribute__((format(printf, 2, 3))) static void add(struct list *list, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(list->out[list->n].text, sizeof(list->out[list->n].text), format, args);
	va_end(args);
	list->n++;
}

static bool is_env(const struct run *run, const char *key, const char *value)
{
	return strcmp(run_env_text(run, key), value) == 0;
}

static bool has_noisy_clock(const struct run *run)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		if (strcmp(run->cells[i].key.clock, "exact") != 0) {
			return true;
		}
	}
	return false;
}

static void advise_on_frequency(const struct run *run, struct list *list)
{
	const char *governor = run_env_text(run, "host.governor");

	if (strncmp(governor, "mixed", 5) == 0) {
		add(list, "CPUs have different governors "
			  "(cpupower frequency-set -g performance)");
	} else if (governor[0] != '\0' && strcmp(governor, "performance") != 0 &&
		   strcmp(governor, "userspace") != 0) {
		add(list,
		    "governor is %.12s: speed follows load "
		    "(cpupower frequency-set -g performance)",
		    governor);
	}
	if (is_env(run, "host.turbo", "on")) {
		add(list, "turbo is on: speed follows heat "
			  "(intel_pstate/no_turbo to 1, or cpufreq/boost to 0)");
	}
}

/* More than half of the CPUs busy with something else: QEMU has to share caches, or a CPU. */
static void advise_on_load(const struct run *run, struct list *list)
{
	const char *load = run_env_text(run, "host.load");
	const char *cpus = run_env_text(run, "host.cpus");
	double busy = strtod(load, NULL);
	double n = strtod(cpus, NULL);

	if (n > 0 && busy > n / 2) {
		add(list,
		    "load was %.2f on %.0f CPU%s at the start: something else ran "
		    "(end it, or measure later)",
		    busy < 9999 ? busy : 9999, n < 9999 ? n : 9999, n == 1 ? "" : "s");
	}
}

static void advise_on_host(const struct run *run, struct list *list)
{
	advise_on_frequency(run, list);
	advise_on_load(run, list);
	if (is_env(run, "host.smt", "on")) {
		add(list, "SMT is on: two threads share a core "
			  "(echo off > /sys/devices/system/cpu/smt/control)");
	}
	if (is_env(run, "host.virtual", "yes")) {
		add(list, "host is virtual: its neighbours are in the figures "
			  "(more boots, or bare metal)");
	}
	if (is_env(run, "host.aslr", "full") || is_env(run, "host.aslr", "partial")) {
		add(list, "ASLR is on: QEMU lies elsewhere in each boot "
			  "(setarch -R trapline run ...)");
	}
}

size_t advice_find(const struct run *run, struct advice *out)
{
	struct list list = { .out = out };

	if (has_noisy_clock(run) && run_env_text(run, "tools.qemu")[0] != '\0') {
		advise_on_host(run, &list);
	}
	if (run_is_dirty(run)) {
		add(&list, "tree has changes: the run cannot be repeated from its revision "
			   "(git commit, run again)");
	}
	return list.n;
}
