/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of store_load() on one folder, wherever it is. */
#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "store/store.h"

int load_folder(const char *dir, struct run **out, struct store_err *err);

#endif
