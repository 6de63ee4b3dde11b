/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=lazy: while a vCPU stays bound, only the general registers move. */
#ifndef SWITCH_POLICY_H
#define SWITCH_POLICY_H

#endif
