# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Where libbpf comes from; README.md beside this file says how to choose:
#
#   make                        the installed one, or a source tree in libbpf/src
#   make LIBBPF=source          the archive's newest source package
#   make LIBBPF=DIRECTORY       a source tree
#   make LIBBPF=installed       the installed one, whatever is in libbpf/src
#
# Sets these for the Makefile that includes it. That Makefile must set CC and AR.
#
#   LIBBPF_CFLAGS  where <bpf/...> is, for the kernel side and for user space
#   LIBBPF_LDLIBS  libbpf and the libraries that it needs, for a static link
#   LIBBPF_DEPS    the libbpf.a built here, which every compilation must depend
#                  on; empty for the installed one
#   LIBBPF_WHICH   a description of this libbpf, for people, and to detect that
#                  the last build used another one
#
# The search for libbpf starts when one of these is first used, and runs once.

libbpf_goal := $(.DEFAULT_GOAL)
libbpf_here := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

LIBBPF ?=
PKG_CONFIG ?= pkg-config

# The oldest version that the program is tested with: that of Debian 12.
libbpf_oldest := 1.1

libbpf_out := .output/libbpf
libbpf_src := .output/libbpf-src

# The root of a source tree, which contains src/ and include/. $1 is the root or
# its src/.
libbpf_root = $(if $(wildcard $1/src/libbpf.c),$1,$(if $(wildcard $1/libbpf.c),$(abspath $1/..)))

libbpf_kind := $(LIBBPF)
ifeq ($(LIBBPF),)
  libbpf_tree := $(or $(call libbpf_root,$(libbpf_here)/src),$(call libbpf_root,$(libbpf_here)))
  libbpf_kind := $(if $(libbpf_tree),tree,installed)
else ifeq ($(LIBBPF),source)
  libbpf_tree := $(libbpf_src)
else ifneq ($(LIBBPF),installed)
  libbpf_tree := $(or $(call libbpf_root,$(LIBBPF:%/=%)),$(LIBBPF))
  libbpf_kind := tree
endif

# A variable that runs a command replaces itself with the result.
libbpf_version = $(eval libbpf_version := $$(call libbpf_checked,$$(libbpf_ask_version)))$(libbpf_version)
LIBBPF_CFLAGS = $(eval LIBBPF_CFLAGS := $$(libbpf_ask_cflags))$(LIBBPF_CFLAGS)
LIBBPF_LDLIBS = $(eval LIBBPF_LDLIBS := $$(strip $$(libbpf_ask_ldlibs)))$(LIBBPF_LDLIBS)

# Version $1, unless there is none or it is too old.
libbpf_checked = $(if $1,,$(error $(libbpf_missing)))$(if $(libbpf_new),,$(error \
	libbpf $1: too old, $(libbpf_oldest) is needed; try: make LIBBPF=source))$1
libbpf_new = $(shell printf '%s\n' $(libbpf_oldest) '$1' | sort -VC && echo yes)

# The linker arguments for static linking with the libraries $1. pkg-config is
# asked for libelf by name, because libelf.a may need more than zlib (zstd, on
# Debian 13). The libelf.a of elfutils 0.192 needs two functions that no library
# has.
libbpf_static = $(call libbpf_archives,$(shell $(PKG_CONFIG) --static --libs $1)) $(if \
	$(filter 0.192,$(shell $(PKG_CONFIG) --modversion libelf)),$(libbpf_here)/../scripts/libelf-0.192.c)

# The flags $1, or an error if a -l among them has no static library. With -L,
# only the linker can find that out.
libbpf_archives = $(if $1,,$(error $(libbpf_no_elf)))$(foreach name,$(if $(filter -L%,$1),,$(filter -l%,$1)),$(call \
	libbpf_archive,$(name:-l%=lib%.a)))$1
libbpf_archive = $(if $(filter /%,$(shell $(CC) -print-file-name=$1)),,$(error \
	$1: not found; the static library is needed, run: scripts/deps build))
libbpf_no_elf = libelf, zlib: not found; run: apt-get install pkgconf libelf-dev zlib1g-dev

ifeq ($(libbpf_kind),installed)

LIBBPF_DEPS :=
LIBBPF_WHICH = libbpf $(libbpf_version) (installed)

libbpf_ask_version = $(shell $(PKG_CONFIG) --modversion libbpf 2>/dev/null)
libbpf_ask_cflags = $(if $(libbpf_version),$(shell $(PKG_CONFIG) --cflags libbpf))
libbpf_ask_ldlibs = $(if $(libbpf_version),$(call libbpf_static,libbpf libelf zlib))
libbpf_missing = libbpf: not found; run: apt-get install pkgconf libbpf-dev libelf-dev zlib1g-dev

else

LIBBPF_DEPS := $(libbpf_out)/libbpf.a
LIBBPF_WHICH = libbpf $(libbpf_version) ($(if $(filter source,$(libbpf_kind)),source package,$(libbpf_tree)))

# Uses the kernel headers (linux/bpf.h) that come with this libbpf, because the
# system's may be older. -isystem silences their warnings.
libbpf_ask_cflags = -isystem $(libbpf_out)/include
libbpf_ask_ldlibs = $(LIBBPF_DEPS) $(call libbpf_static,libelf zlib)

ifeq ($(libbpf_kind),source)
libbpf_ask_version = $(if $(wildcard $(libbpf_src)/.archive-version),$(shell cat $(libbpf_src)/.archive-version),$(shell \
	$(libbpf_here)/../scripts/archive source libbpf $(libbpf_src)))
libbpf_missing = libbpf: no source package; see above

$(libbpf_src)/.archive-version:
	$(if $(libbpf_version),@:)
else
libbpf_ask_version = $(shell sed -n 's/^\#define LIBBPF_M[AI][JN]OR_VERSION //p' \
	$(libbpf_tree)/src/libbpf_version.h 2>/dev/null | paste -sd .)
libbpf_missing = LIBBPF=$(LIBBPF): no libbpf source tree ($(libbpf_tree)/src/libbpf_version.h is not there)
endif

# The source, version and compiler of $(libbpf_out). Rewritten only if one changes.
.PHONY: libbpf_choice
$(libbpf_out).choice: libbpf_choice
	@mkdir -p $(@D); choice='$(abspath $(libbpf_tree)) $(libbpf_version) $(CC)'; \
	[ "$$choice" = "$$(cat $@ 2>/dev/null)" ] || echo "$$choice" >$@

# Rebuilds all of libbpf, outside the tree, with the tree's own flags. New
# warnings of a newer compiler must not stop the build. The variables of this
# make are not meant for libbpf's make, so they are not passed on.
libbpf_whole = $(if $(wildcard $(libbpf_tree)/include/uapi/linux/bpf.h),,$(error \
	$(libbpf_tree): include/ is missing beside src/; the whole tree is needed))

$(LIBBPF_DEPS): MAKEOVERRIDES :=
$(LIBBPF_DEPS): $(libbpf_out).choice $(if $(filter source,$(libbpf_kind)),$(libbpf_src)/.archive-version,\
		$(wildcard $(addprefix $(libbpf_tree)/,src/*.[ch] src/Makefile include/*/*.h include/uapi/*/*.h)))
	$(libbpf_whole)$(if $(filter 1,$(V)),,@printf '  %-8s %s\n' LIBBPF $@)
	@rm -rf $(libbpf_out)
	@mkdir -p $(libbpf_out)/include
	$(if $(filter 1,$(V)),,@)env -u CFLAGS -u CPPFLAGS -u LDFLAGS -u PREFIX -u DESTDIR $(MAKE) --no-print-directory -C $(libbpf_tree)/src \
		BUILD_STATIC_ONLY=1 CC='$(CC)' AR='$(AR)' EXTRA_CFLAGS='-Wno-error -fPIE' V=$(V) \
		OBJDIR=$(abspath $(libbpf_out))/obj DESTDIR=$(abspath $(libbpf_out)) \
		LIBDIR= INCLUDEDIR=/include UAPIDIR=/include \
		install install_uapi_headers $(if $(filter 1,$(V)),,>/dev/null)

endif

.DEFAULT_GOAL := $(libbpf_goal)
