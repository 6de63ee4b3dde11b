/* SPDX-License-Identifier: Apache-2.0 */
/* Has a report between its stamps, and with it exits that are no longer counted. Bench:
 * hostile/two_reports. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_NOP
	hvc	#GUEST_HVC_READY
	hvc	#GUEST_HVC_NOP
	measured
