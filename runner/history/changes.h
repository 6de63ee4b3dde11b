/* SPDX-License-Identifier: Apache-2.0 */
/* Between which two runs a cell's figure changed. */
#ifndef HISTORY_CHANGES_H
#define HISTORY_CHANGES_H

#include "gate/gate.h"
#include "history/history.h"
#include "stats/change_points.h"

struct history_change {
	size_t at; /* the first point of the new level; the one before it is the last of the old */
	enum gate_metric metric; /* exact clock: MEDIAN, else MEAN, else EXITS; else MEDIAN */
	double before; /* exact clock: of the two points; else medians of the two levels */
	double after;
};

/* Minimum segment 3, at most 1 % chance of each, an effect of at least 2 %. */
extern const struct change_rules history_rules_default;

/**
 * history_find_changes - where @series changed, in the order of time
 * @rules: for a clock with noise: change_points_find() over the points' medians
 *
 * Exact clock: any difference between neighbours is a change, however small, and @rules has no say. Means
 * and exits are compared where both have as many samples.
 *
 * Returns: 0; -EINVAL: @rules; -ENOMEM
 */
int history_find_changes(const struct history_series *series, const struct change_rules *rules,
			 struct history_change **out, size_t *n);

#endif
