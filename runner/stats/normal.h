/* SPDX-License-Identifier: Apache-2.0 */
/* The standard normal distribution. */
#ifndef STATS_NORMAL_H
#define STATS_NORMAL_H

/* The share above @z. Exact in the far tail, where 1 - (share below) would be 0. */
double normal_share_above(double z);

/* The z with the share @p above it, by bisection of normal_share_above(); @p above 0 and below 1. */
double normal_z_above(double p);

#endif
