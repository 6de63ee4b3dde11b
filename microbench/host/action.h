/* SPDX-License-Identifier: Apache-2.0 */
/* What happens next, as whoever answers an exit says it. */
#ifndef HOST_ACTION_H
#define HOST_ACTION_H

enum exit_action {
	ACTION_RESUME, /* answered: run the guest again */
	ACTION_REPORT, /* the payload reports to its benchmark */
	ACTION_STOP,   /* nothing here answers it: the guest cannot go on */
};

#endif
