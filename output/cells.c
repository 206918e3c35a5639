// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/cells.h"

#include <string.h>

#include "base/escape.h"
#include "output/columns.h"

#define DEFAULT_COLUMNS (OUTPUT_COLUMN_COMMAND + 1)

static void put_hex(struct words *row, uint64_t value)
{
	words__put_hex(row, value, 1);
}

static void put_number_if(struct words *row, bool known, uint64_t value)
{
	if (known)
		words__put_number(row, value);
	else
		words__put_char(row, '-');
}

static void write_time(const struct cells *cells, struct words *row)
{
	char word[CLOCK_SIZE];

	words__put(row, clock__format(cells->clock, cells->event->submit_ns, word));
}

static void write_comm(const struct cells *cells, struct words *row)
{
	words__put_escaped(row, cells->event->comm, sizeof(cells->event->comm));
}

static void write_pid(const struct cells *cells, struct words *row)
{
	put_number_if(row, cells->event->pid, cells->event->pid);
}

static void write_tid(const struct cells *cells, struct words *row)
{
	put_number_if(row, cells->event->pid, cells->event->tid);
}

static void write_uid(const struct cells *cells, struct words *row)
{
	put_number_if(row, cells->event->pid, cells->event->uid);
}

static void write_opcode(const struct cells *cells, struct words *row)
{
	put_hex(row, cells->event->sqe.opcode);
}

static void write_command_id(const struct cells *cells, struct words *row)
{
	if (cells->event->issue_ns)
		put_hex(row, cells->event->sqe.command_id);
	else
		words__put_char(row, '-');
}

/* A Fabrics command has its command type in NSID's place. */
static void write_nsid(const struct cells *cells, struct words *row)
{
	const struct nvme_trace_sqe *sqe = &cells->event->sqe;

	if (sqe->opcode == NVME_TRACE_FABRICS)
		words__put_char(row, '-');
	else
		put_hex(row, sqe->nsid);
}

#define WRITE_DWORD(cdw)                                                                           \
	static void write_##cdw(const struct cells *cells, struct words *row)                      \
	{                                                                                          \
		put_hex(row, cells->event->sqe.cdw);                                               \
	}

WRITE_DWORD(cdw10)
WRITE_DWORD(cdw11)
WRITE_DWORD(cdw12)
WRITE_DWORD(cdw13)
WRITE_DWORD(cdw14)
WRITE_DWORD(cdw15)

static void write_dev(const struct cells *cells, struct words *row)
{
	columns__put_device(row, cells->event);
}

static void write_qid(const struct cells *cells, struct words *row)
{
	put_number_if(row, cells->event->issue_ns, cells->event->qid);
}

static void write_status(const struct cells *cells, struct words *row)
{
	char word[STATUS_SIZE];

	words__put(row, columns__status_number(cells->event, word));
}

static void write_latency(const struct cells *cells, struct words *row)
{
	uint64_t ns;

	if (columns__latency(cells->event, &ns))
		columns__put_microseconds(row, ns);
	else
		words__put_char(row, '-');
}

static void write_origin(const struct cells *cells, struct words *row)
{
	words__put(row, columns__origin(cells->event));
}

static void write_command(const struct cells *cells, struct words *row)
{
	char *end = row->buf + row->length;

	nvme_short_text(cells->decoded, columns__status_name(cells->event), end,
			row->size - row->length);
	row->length += strlen(end);
}

static void write_bytes(const struct cells *cells, struct words *row)
{
	words__put_number(row, cells->event->data_len);
}

static void write_result(const struct cells *cells, struct words *row)
{
	if (cells->event->outcome == NVME_TRACE_COMPLETED)
		put_hex(row, cells->event->result);
	else
		words__put_char(row, '-');
}

const struct column cells__columns[] = {
	[OUTPUT_COLUMN_TIME] = { "TIME", "time", write_time },
	[OUTPUT_COLUMN_COMM] = { "COMM", "comm", write_comm, 15 },
	[OUTPUT_COLUMN_PID] = { "PID", "pid", write_pid, 7 },
	[OUTPUT_COLUMN_OPCODE] = { "OPCODE", "opcode", write_opcode, 6 },
	[OUTPUT_COLUMN_COMMAND_ID] = { "COMMAND-ID", "command-id", write_command_id, 10 },
	[OUTPUT_COLUMN_NSID] = { "NSID", "nsid", write_nsid, 8 },
	[OUTPUT_COLUMN_CDW10] = { "CDW10", "cdw10", write_cdw10, 8 },
	[OUTPUT_COLUMN_DEV] = { "DEV", "dev", write_dev, 10, .drop = 4 },
	[OUTPUT_COLUMN_QID] = { "QID", "qid", write_qid, 3, .drop = 2 },
	[OUTPUT_COLUMN_STATUS] = { "STATUS", "status", write_status, 9, .drop = 6 },
	[OUTPUT_COLUMN_LATENCY] = { "LAT(us)", "latency", write_latency, 9, true, .drop = 3 },
	[OUTPUT_COLUMN_ORIGIN] = { "ORIGIN", "origin", write_origin, 6, .drop = 1 },
	[OUTPUT_COLUMN_COMMAND] = { "COMMAND", "command", write_command, 28, .drop = 5 },
	[OUTPUT_COLUMN_TID] = { "TID", "tid", write_tid, 7 },
	[OUTPUT_COLUMN_UID] = { "UID", "uid", write_uid, 7 },
	[OUTPUT_COLUMN_CDW11] = { "CDW11", "cdw11", write_cdw11, 8 },
	[OUTPUT_COLUMN_CDW12] = { "CDW12", "cdw12", write_cdw12, 8 },
	[OUTPUT_COLUMN_CDW13] = { "CDW13", "cdw13", write_cdw13, 8 },
	[OUTPUT_COLUMN_CDW14] = { "CDW14", "cdw14", write_cdw14, 8 },
	[OUTPUT_COLUMN_CDW15] = { "CDW15", "cdw15", write_cdw15, 8 },
	[OUTPUT_COLUMN_BYTES] = { "BYTES", "bytes", write_bytes, 10, true },
	[OUTPUT_COLUMN_RESULT] = { "RESULT", "result", write_result, 8 },
};

_Static_assert(sizeof(cells__columns) / sizeof(cells__columns[0]) == OUTPUT_COLUMNS,
	       "a row for each column");

struct output_columns cells__chosen(const struct output_config *config)
{
	struct output_columns columns = config->columns;

	if (!columns.count)
		while (columns.count < DEFAULT_COLUMNS) {
			columns.column[columns.count] = (uint8_t)columns.count;
			columns.count++;
		}
	return columns;
}

unsigned int cells__width(const struct column *column, enum output_time time)
{
	return column->width ? column->width : (unsigned int)clock__width(time);
}
