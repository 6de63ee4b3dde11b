/* SPDX-License-Identifier: Apache-2.0 */
/* What a call of the library may answer. Negative is a refusal; unless the call says otherwise, it
 * changed nothing. */
#ifndef VCPU_STATUS_H
#define VCPU_STATUS_H

enum vcpu_status {
	VCPU_OK = 0,
	VCPU_EINVAL = -1,
	VCPU_EBADSTATE = -2,
	VCPU_EBUSY = -3,
	VCPU_ENOMEM = -4,
	VCPU_ERANGE = -5,
	VCPU_EEXIST = -6,
	VCPU_ENOENT = -7,
	VCPU_EUNSUPPORTED = -8,
	VCPU_ENESTED = -9,
	VCPU_ENOSPC = -10,
	VCPU_ERR_MIN = VCPU_ENOSPC,
};

/* A sentence for people; "unknown status" for a value that is none of the above. */
const char *vcpu_status_str(int status);

#endif
