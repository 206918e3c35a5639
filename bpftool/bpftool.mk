# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Which bpftool writes the skeleton; README.md beside this file says how to
# choose:
#
#   make                  the installed one, or a source tree in bpftool/src
#   make BPFTOOL=PROGRAM  this one
#
# Sets these for the Makefile that includes it. That Makefile must set CC and AR.
#
#   BPFTOOL        the program
#   BPFTOOL_DEPS   the bpftool built here, which every use of it must depend on;
#                  empty for the installed one
#   BPFTOOL_WHICH  a description of this bpftool, for people, and to detect that
#                  the last build used another one
#
# The search for bpftool starts when one of these is first used, and runs once.

bpftool_goal := $(.DEFAULT_GOAL)
bpftool_here := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

bpftool_out := .output/bpftool
bpftool_tree := $(patsubst %/src/main.c,%,$(firstword \
	$(wildcard $(bpftool_here)/src/src/main.c $(bpftool_here)/src/main.c)))

ifneq ($(BPFTOOL),)
  bpftool_kind := given
else
  bpftool_kind := $(if $(bpftool_tree),tree,installed)
endif

BPFTOOL_DEPS :=

ifneq ($(bpftool_kind),tree)

# Debian installs bpftool in a directory that is only in root's PATH.
bpftool_path = $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v '$1')

ifeq ($(bpftool_kind),installed)
BPFTOOL = $(eval BPFTOOL := $$(or $$(call bpftool_path,bpftool),$$(error \
	bpftool: not found; run: apt-get install bpftool)))$(BPFTOOL)
endif

BPFTOOL_WHICH = $(eval BPFTOOL_WHICH := bpftool $$(bpftool_version) ($(BPFTOOL)))$(BPFTOOL_WHICH)
bpftool_version = $(or $(shell '$(BPFTOOL)' version 2>/dev/null | sed -n 's/.*bpftool v//p;q'),$(error \
	$(BPFTOOL): not a bpftool that runs here; try: make BPFTOOL=PROGRAM))

else

# The tree's bootstrap bpftool is enough: it has "gen" and "btf", and needs
# neither LLVM nor libbfd, libcap and libcrypto.
BPFTOOL := $(bpftool_out)/bootstrap/bpftool
BPFTOOL_DEPS := $(BPFTOOL)
BPFTOOL_WHICH := bpftool ($(bpftool_tree))

# bpftool uses internal functions of libbpf. So it needs the libbpf of its git
# submodule, whichever libbpf nvme_trace itself uses.
bpftool_check = $(if $(wildcard $(bpftool_tree)/libbpf/src/libbpf.c),,$(error \
	$(bpftool_tree)/libbpf: no source; run: git -C $(bpftool_tree) submodule update --init))

$(BPFTOOL): MAKEOVERRIDES :=
$(BPFTOOL): $(wildcard $(addprefix $(bpftool_tree)/,src/*.[ch] src/Makefile* libbpf/src/*.[ch]))
	$(bpftool_check)$(if $(filter 1,$(V)),,@printf '  %-8s %s\n' BPFTOOL $@)
	@rm -rf $(bpftool_out)
	@mkdir -p $(bpftool_out)
	$(if $(filter 1,$(V)),,@)env -u CFLAGS -u CPPFLAGS -u LDFLAGS -u LIBBPF $(MAKE) --no-print-directory -C $(bpftool_tree)/src \
		OUTPUT=$(abspath $(bpftool_out))/ CC='$(CC)' HOSTCC='$(CC)' EXTRA_CFLAGS=-Wno-error V=$(V) \
		SKIP_LLVM=1 SKIP_LIBBFD=1 SKIP_CRYPTO=1 \
		bootstrap $(if $(filter 1,$(V)),,>/dev/null)
endif

.DEFAULT_GOAL := $(bpftool_goal)
