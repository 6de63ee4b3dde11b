/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=eager: every register of a guest moves at each exit and entry. */
#ifndef SWITCH_POLICY_H
#define SWITCH_POLICY_H

#endif
