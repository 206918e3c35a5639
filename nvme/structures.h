/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The data structures that the rows of commands refer to. */
#ifndef NVME_STRUCTURES_H
#define NVME_STRUCTURES_H

#include "nvme/tables.h"

extern const struct nvme_structure nvme_deallocated_ranges;
/* By Descriptor Format. */
extern const struct nvme_structure nvme_copy_sources_0, nvme_copy_sources_1, nvme_copy_sources_2,
	nvme_copy_sources_3, nvme_copy_sources_4;
extern const struct nvme_structure nvme_memory_ranges;
extern const struct nvme_structure nvme_reservation_register, nvme_reservation_acquire,
	nvme_reservation_release, nvme_reservation_status, nvme_extended_reservation_status;
extern const struct nvme_structure nvme_connect_data, nvme_authentication;
extern const struct nvme_structure nvme_controller_list, nvme_namespace_list;
extern const struct nvme_structure nvme_new_namespace, nvme_new_zoned_namespace,
	nvme_new_kv_namespace;
extern const struct nvme_structure nvme_exported_port;
extern const struct nvme_structure nvme_timestamp, nvme_power_transitions, nvme_range_types,
	nvme_host_behavior, nvme_host_identifier, nvme_extended_host_identifier,
	nvme_latency_events, nvme_admin_label, nvme_agent_address, nvme_host_memory_attributes,
	nvme_data_queue_pointers;
extern const struct nvme_structure nvme_placement_identifiers, nvme_handle_status;

/* Base, section 7.5, Reservation Type Encoding. A field of the commands uses it, too. */
extern const struct nvme_name nvme_reservation_types[];

#endif
