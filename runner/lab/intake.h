/* SPDX-License-Identifier: Apache-2.0 */
/* Boots that were captured, judged as boots that were watched are: the cells of an imported run. */
#ifndef LAB_INTAKE_H
#define LAB_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "lab/capture.h"
#include "session/session.h"
#include "store/run.h"
#include "store/sha256.h"

struct intake_boot {
	struct plan_boot plan;
	struct board_cfg board; /* its name alone, which is the image's */
	char name[240];
	char log[256]; /* relative to the run's folder */
	bool is_ended; /* it reached the end of its run of benchmarks, and nothing is wrong with it */
	bool is_refused;                 /* no cell could be made of it */
	char why[SESSION_WHY_MAX + 128]; /* "" when nothing is */
	char digest[SHA256_TEXT];        /* of its samples, for twice_check() */
	size_t n_announced;              /* benchmarks */
	size_t n_cells;
};

struct intake { /* of one run */
	struct run *run;
	struct plan plan; /* one image and one boot for each captured boot */
	struct intake_boot **boots;
	bool has_mode; /* cold and load of the run are those of a boot that was taken */
};

/* What the hello does not tell. */
struct intake_asked {
	const char *cpu;   /* NULL: by the name of its MIDR */
	const char *board; /* what it must be; NULL: whatever it says */
};

/**
 * intake_boot - judge one captured boot
 * @out: what became of it; valid until intake_free()
 *
 * The hello says what was booted. Nothing is asked for beyond it: the samples and warm-up of the boot are
 * those of its first benchmark, and all others must have as many. How the boot ended nobody saw: one that
 * came to the end of its run counts as one that ended well. A cell that was measured by an earlier boot gets
 * another one.
 *
 * Returns: 0; -ENOMEM
 */
int intake_boot(struct intake *intake, const struct capture_boot *captured,
		const struct intake_asked *asked, const struct intake_boot **out);
void intake_free(struct intake *intake);

/* What Arm calls the CPU with this MIDR_EL1, as QEMU spells it; NULL: not known here. */
const char *intake_cpu_name(unsigned long long midr);

#endif
