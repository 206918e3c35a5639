// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/driver.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define WAIT_US 50000

/*
 * A module is in sysfs before it is ready, and its BTF appears only when it is. Built-in code has
 * no state there.
 */
static bool driver_is_ready(void)
{
	FILE *file = fopen("/sys/module/nvme_core/initstate", "re");
	char state[16] = "";
	bool live;

	if (!file)
		return access("/sys/module/nvme_core", F_OK) == 0 &&
		       access("/sys/class/nvme", F_OK) == 0;
	live = fgets(state, sizeof(state), file) && strcmp(state, "live\n") == 0;
	fclose(file);
	return live;
}

bool driver__wait(const volatile sig_atomic_t *stop)
{
	bool ready = driver_is_ready();

	if (!ready)
		log_message("waiting for the NVMe driver");
	while (!ready && !*stop) {
		usleep(WAIT_US);
		ready = driver_is_ready();
	}
	return ready;
}
