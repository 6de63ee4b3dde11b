/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs on disk. A run is prepared in <out>/runs/.new-<id>.<pid>/ and appears under its name by one
 * rename, after everything in it is on disk; <out>/latest is then moved to it by another. So a
 * killed run leaves no folder that a later command trusts.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/run.h"
#include "store/staging.h"

#define STORE_ERR_MAX 512u

struct store_err {
	char text[STORE_ERR_MAX]; /* names the file, what is wrong, what would be right */
};

struct store; /* a run being written */

/* Makes the staging folder with logs/, plots/; clears staging folders of processes that are gone. */
int store_begin(const char *out_dir, const char *run_id, struct store **out, struct store_err *err);

/**
 * store_resume - go on with a run that was interrupted
 * @dir: its folder: one that is stored, or what a killed writer left; the last two names of the path are
 *       runs and the run's
 *
 * What was left becomes the staging folder as it is; of a stored run it is a copy, which takes its place when it
 * is committed. Of either only plan.json, the suite and the logs of boots are there.
 *
 * Returns: 0; -EBUSY: it is still being written; -errno, with @err filled
 */
int store_resume(const char *dir, struct store **out, struct store_err *err);

const char *store_out_dir(const struct store *st);
/* Interrupted runs that store_begin() came upon and left. */
const struct staging_kept *store_kept(const struct store *st);
const char *store_dir(const struct store *st); /* the staging folder: write here */
/* The id the run really gets: run_id, or run_id-2, -3, ... when that is taken. Set run->id to it before
 * anything is made from the run. */
const char *store_id(const struct store *st);
/* Writes run.json, samples.csv, junit.xml, and reads them back with store_load()'s checks. */
int store_write(struct store *st, const struct run *run, struct store_err *err);
/* The run will not be what latest names: a part of something larger, that nobody means by that. */
void store_keep_latest(struct store *st);
/* fsync, rename, latest. *final_dir: the run's folder; caller frees. -EEXIST: what is called latest
 * is no symlink; it is left as it is, and the run is stored. */
int store_commit(struct store *st, char **final_dir, struct store_err *err);
/* Ends in either case; an uncommitted staging folder is removed, unless it can be resumed. */
void store_close(struct store *st);

/* The folder of the run that is called @name below @results: latest, ID or runs/ID. Caller frees.
 * NULL: there is none, or no memory. */
char *store_find(const char *results, const char *name);

/**
 * store_load - read and check a run folder
 * @path: a run folder or a run.json
 *
 * Checks the schema and its version, every field, and that samples.csv holds each cell's n samples
 * and gives the summary that run.json states.
 *
 * Returns: 0, or -errno with @err filled
 */
int store_load(const char *path, struct run **out, struct store_err *err);

#endif
