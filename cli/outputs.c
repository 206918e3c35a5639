// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/log.h"

static bool wants_color(const struct options *options, bool terminal)
{
	const char *no_color = getenv("NO_COLOR"); /* no-color.org: set, and not empty */

	if (options->color == COLOR_AUTO)
		return terminal && !(no_color && *no_color);
	return options->color == COLOR_ALWAYS;
}

static struct output *new_lines(const struct options *options, struct output_config config)
{
	bool terminal = isatty(fileno(config.file));
	struct winsize size = {};

	config.format = options->format;
	config.interval_ns = options->interval_ns;
	config.header = options->header;
	config.verbose = options->verbose;
	config.color = wants_color(options, terminal);
	config.payload = options->payload;
	config.time = options->time;
	if (terminal && !ioctl(fileno(config.file), TIOCGWINSZ, &size))
		config.width = size.ws_col;
	if (options->summary)
		return summary__new(&config);
	switch (options->format) {
	case OUTPUT_JSON:
		return json__new(&config);
	case OUTPUT_COMMAND:
		return command__new(&config);
	default:
		return text__new(&config);
	}
}

static void explain(const struct outputs *outputs, const char *path)
{
	if (errno == EACCES && outputs->as_other)
		log_message("cannot open '%s' for writing as user %u: %s; to write it as root add: "
			    "--user root",
			    path, (unsigned int)geteuid(), strerror(errno));
	else
		log_message("cannot open '%s' for writing: %s", path, strerror(errno));
}

static FILE *open_lines(const struct outputs *outputs)
{
	const char *path = outputs->options->output;
	FILE *file = path ? fopen(path, "we") : stdout;

	if (!file)
		explain(outputs, path);
	return file;
}

/* The first file of a capture, which has no buffer: the capture brings its own. */
static FILE *open_capture(struct outputs *outputs)
{
	const struct options *options = outputs->options;
	FILE *file = stdout;

	outputs->series.config = options->series;
	if (strcmp(options->write, "-") == 0) {
		setvbuf(stdout, NULL, _IONBF, 0);
		if (!isatty(STDOUT_FILENO))
			return file;
		log_message("--write -: standard output is a terminal, which cannot show a "
			    "capture; pipe it into another program: | tshark -i -");
		return NULL;
	}
	file = series__next(&outputs->series);
	if (!file)
		explain(outputs, outputs->series.name);
	return file;
}

bool outputs__open(struct outputs *outputs, struct output_config config)
{
	const struct options *options = outputs->options;
	struct output *lines = NULL, *capture = NULL;

	if (options->lines) {
		config.file = outputs->lines = open_lines(outputs);
		if (!config.file)
			return false;
		lines = new_lines(options, config);
	}
	if (options->write && (lines || !options->lines)) {
		config.file = open_capture(outputs);
		if (!config.file)
			return false;
		config.series = outputs->series.file ? &outputs->series : NULL;
		capture = pcapng__new(&config);
	}
	outputs->output = lines && capture ? tee__new(lines, capture) : lines ? lines : capture;
	if (outputs->output && (capture || !options->write))
		return true;
	outputs__note(outputs, -1);
	outputs__close(outputs);
	return false;
}

void outputs__note(struct outputs *outputs, int result)
{
	if (result && !outputs->error)
		outputs->error = errno ? errno : EIO;
}

bool outputs__close(struct outputs *outputs)
{
	const struct options *options = outputs->options;
	const char *lines = options->output ? options->output : "standard output";
	const char *capture = outputs->series.name[0] ? outputs->series.name : options->write;

	if (outputs->output)
		outputs__note(outputs, outputs->output->finish(outputs->output));
	if (outputs->output)
		outputs->output->free(outputs->output);
	outputs->output = NULL;
	outputs__note(outputs, series__close(&outputs->series));
	if (outputs->lines && outputs->lines != stdout)
		outputs__note(outputs, fclose(outputs->lines));
	outputs->lines = NULL;
	/* Else the signal would have ended us: whoever read the lines has had enough. */
	if (outputs->error == EPIPE && options->command)
		outputs->error = 0;
	if (outputs->error)
		log_message("cannot write to %s%s%s: %s", options->lines ? lines : "",
			    options->lines && options->write ? " or " : "",
			    options->write ? capture : "", strerror(outputs->error));
	return !outputs->error;
}
