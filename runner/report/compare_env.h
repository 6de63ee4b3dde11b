/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_COMPARE_ENV_H
#define REPORT_COMPARE_ENV_H

#include <stddef.h>
#include <stdio.h>

#include "store/run.h"

/* @old_value or @new_value is NULL where one run does not state it. */
typedef void (*compare_env_take)(void *arg, const char *key, const char *old_value,
				 const char *new_value);

/* Calls @take for all that differs between the environments of two runs: tools, host, source, builds,
 * and the number of samples; not for the load, which is another at any time, nor for an image that only
 * one of them has. */
void compare_each_environment(const struct run *old_run, const struct run *new_run,
			      compare_env_take take, void *arg);

/* Lists that. Nothing when they are alike. */
void compare_print_environment(const struct run *old_run, const struct run *new_run, FILE *out,
			       size_t columns);

#endif
