/* SPDX-License-Identifier: Apache-2.0 */
#include "host/panic.h"
#include "host/start.h"
#include "host/vm.h"
#include "measure/session.h"

void host_main(unsigned int exception_level);

void host_main(unsigned int exception_level)
{
	host_start(exception_level);
	vm_init_memory();
	if (!session_run()) {
		host_panic("the parameter block in the image is damaged");
	}
	host_end(0);
}
