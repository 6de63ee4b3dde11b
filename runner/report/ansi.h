/* SPDX-License-Identifier: Apache-2.0 */
/* The few terminal colours that are used. */
#ifndef REPORT_ANSI_H
#define REPORT_ANSI_H

#include <stdbool.h>

#define ANSI_BOLD  "\033[1m"
#define ANSI_DIM   "\033[2m"
#define ANSI_RED   "\033[31m"
#define ANSI_GREEN "\033[32m"
#define ANSI_RESET "\033[0m"

static inline const char *ansi(bool colour, const char *code)
{
	return colour ? code : "";
}

#endif
