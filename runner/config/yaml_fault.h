/* SPDX-License-Identifier: Apache-2.0 */
/* What libyaml found wrong, in its words, with advice in ours. */
#ifndef CONFIG_YAML_FAULT_H
#define CONFIG_YAML_FAULT_H

#include <yaml.h>

#include "config/fault.h"

struct mark yaml_place(const char *file, yaml_mark_t at);

/* Adds the fault that stopped @parser; @text is what it was given. */
void yaml_fault_add(struct faults *faults, const char *file, const yaml_parser_t *parser,
		    const char *text);

#endif
