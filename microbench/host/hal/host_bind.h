/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HAL_HOST_BIND_H
#define HAL_HOST_BIND_H

/* Whatever the chosen binding needs before the library is called. One file a binding. */
void host_hal_bind(void);

#endif
