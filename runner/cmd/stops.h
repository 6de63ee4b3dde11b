/* SPDX-License-Identifier: Apache-2.0 */
/* The signals that ask a measurement to stop: what was measured before is kept. */
#ifndef CMD_STOPS_H
#define CMD_STOPS_H

#include <signal.h>

/* Not 0 once one came; for session.stop and its like. Who sets it to 0 waits for the next. */
extern volatile sig_atomic_t stops_asked;

/* From now on SIGINT, SIGTERM and SIGHUP set stops_asked and do no more; until stops_release() they come only
 * while child_poll() waits. After it they still end nothing: what was measured is to be stored. */
void stops_catch(void);
void stops_release(void);

#endif
