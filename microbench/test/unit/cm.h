/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka and what it wants included first. */
#ifndef UNIT_CM_H
#define UNIT_CM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
