/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/keep_run.h"

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "report/report.h"

int keep_run(const char *name, struct store *store, struct run *run, char **final_dir)
{
	const struct report_extra extra = { .with_png = true };
	struct store_err err = { "" };

	if (report_write(store_dir(store), run, &extra, &err) != 0) {
		find_run_say(name, err.text);
		return RC_INCOMPLETE;
	}
	if (err.text[0] != '\0') {
		find_run_say(name, err.text);
	}
	if (store_write(store, run, &err) != 0 || store_commit(store, final_dir, &err) != 0) {
		find_run_say(name, err.text);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}
