/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of the programs behind `make speed`: each measures one subject and prints a row a figure.
 *
 *	int main(int argc, char **argv)
 *	{
 *		struct speed speed = speed_begin(argc, argv);
 *		struct thing thing = { .n = speed_size(&speed, 1000) };
 *		struct speed_cost cost = speed_of_job(read_things, &thing);
 *
 *		speed_row(&speed, "read 1000 things", &cost, (struct speed_aim){ .wall_s = 1 });
 *		return speed_end(&speed);
 *	}
 *
 * What is measured runs in a process of its own, so that its memory is not that of what made the data;
 * data is made in another (speed_make()). A job that finds a wrong count calls speed_fail().
 *
 * --tiny: a hundredth of the size and no aims, to see that it works; --rows: no machine and no head, since
 * another program has printed them. Exit: 0; 1 over an aim; 2 something went wrong.
 */
#ifndef SPEED_SPEED_H
#define SPEED_SPEED_H

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session/env_host.h"

struct speed {
	bool is_tiny;
	bool is_over;
};

struct speed_cost {
	double wall_s;
	double cpu_s; /* user and system: what the wall would be on a machine with nothing else to do */
	double peak_mib; /* resident set */
	int status;      /* exit status */
};

struct speed_aim { /* 0: none */
	double wall_s;
	double peak_mib;
};

typedef void (*speed_job)(void *arg);

__attribute__((format(printf, 1, 2), noreturn)) static inline void speed_fail(const char *format,
									      ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static inline const char *speed_env(const struct run *run, const char *key, const char *none)
{
	const char *value = run_find_env(run, key);

	return value != NULL ? value : none;
}

static inline void speed_print_head(void)
{
	struct run *run = run_new();

	if (run == NULL || env_host_capture("", run) != 0 ||
	    env_host_note_load("", "host.load", run) != 0) {
		speed_fail("out of memory");
	}
	printf("machine: %.50s, %s CPUs%s, load %s\n\n%-56s %7s %7s %8s  %s\n",
	       speed_env(run, "host.cpu", "unknown CPU"), speed_env(run, "host.cpus", "unknown"),
	       strcmp(speed_env(run, "host.virtual", "no"), "yes") == 0 ? ", virtual" : "",
	       speed_env(run, "host.load", "unknown"), "", "seconds", "CPU s", "peak MiB", "aim");
	run_free(run);
}

static inline struct speed speed_begin(int argc, char **argv)
{
	struct speed speed = { 0 };
	bool is_rows = false;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--tiny") == 0) {
			speed.is_tiny = true;
		} else if (strcmp(argv[i], "--rows") == 0) {
			is_rows = true;
		} else {
			speed_fail("%s: no option '%s' (--tiny or --rows)", argv[0], argv[i]);
		}
	}
	if (!is_rows) {
		speed_print_head();
	}
	fflush(stdout);
	return speed;
}

/* @full, or what is left of it in a tiny run. */
static inline size_t speed_size(const struct speed *speed, size_t full)
{
	return speed->is_tiny ? (full + 99) / 100 : full;
}

static inline double speed_now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Waits for a child that was started at @start_s. */
static inline struct speed_cost speed_wait(pid_t child, double start_s)
{
	struct speed_cost cost = { 0 };
	struct rusage usage;
	int status;

	if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status)) {
		speed_fail("a process could not be run, or was killed");
	}
	cost.wall_s = speed_now_s() - start_s;
	cost.cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		     (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	cost.peak_mib = (double)usage.ru_maxrss / 1024;
	cost.status = WEXITSTATUS(status);
	return cost;
}

/* Runs @job in a process of its own; one that fails ends this program too. */
static inline struct speed_cost speed_of_job(speed_job job, void *arg)
{
	double start_s = speed_now_s();
	struct speed_cost cost;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		job(arg);
		exit(0);
	}
	cost = speed_wait(child, start_s);
	if (cost.status != 0) {
		exit(2);
	}
	return cost;
}

/* Makes data, in a process of its own. */
static inline void speed_make(speed_job job, void *arg)
{
	speed_of_job(job, arg);
}

/* Runs a program, what it prints goes to the file @out. Any exit status is the caller's to judge. */
static inline struct speed_cost speed_of_command(const char *const argv[], const char *out)
{
	double start_s = speed_now_s();
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0) {
			execv(argv[0], (char *const *)argv);
		}
		speed_fail("%s: cannot be run", argv[0]);
	}
	return speed_wait(child, start_s);
}

static inline void speed_row(struct speed *speed, const char *what, const struct speed_cost *cost,
			     struct speed_aim aim)
{
	bool is_over = (aim.wall_s > 0 && cost->wall_s > aim.wall_s) ||
		       (aim.peak_mib > 0 && cost->peak_mib > aim.peak_mib);
	char text[40] = "";
	size_t len = 0;

	if (aim.wall_s > 0) {
		len = (size_t)snprintf(text, sizeof(text), "%.3g s ", aim.wall_s);
	}
	if (aim.peak_mib > 0) {
		snprintf(text + len, sizeof(text) - len, "%.0f MiB ", aim.peak_mib);
	}
	printf("%-56.56s %7.3f %7.3f %8.0f  %s%s\n", what, cost->wall_s, cost->cpu_s,
	       cost->peak_mib, speed->is_tiny ? "" : text,
	       speed->is_tiny || text[0] == '\0' ? ""
	       : is_over                         ? "over"
						 : "OK");
	speed->is_over |= is_over && !speed->is_tiny;
}

static inline int speed_end(const struct speed *speed)
{
	return speed->is_over ? 1 : 0;
}

#endif
