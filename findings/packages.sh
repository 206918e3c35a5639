# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# To be sourced: fetches packages from this machine's archive into a temporary folder, removed at
# exit.

set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Fetches packages, each NAME=VERSION or just NAME. Programs will find their libraries there.
fetch() { # PACKAGE...
	mkdir -p "$folder/debs" "$folder/root"
	chmod 755 "$folder"
	(cd "$folder/debs" && apt-get -o APT::Sandbox::User=root download -qq "$@" >/dev/null)
	for deb in "$folder"/debs/*.deb; do
		dpkg-deb -x "$deb" "$folder/root"
	done
	export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu"
	export PATH="$folder/root/usr/bin:$folder/root/usr/sbin:$PATH"
}

# Compares a result with the result that we found.
expect() { # WHAT SEEN EXPECTED
	printf '%s: %s\n' "$1" "$2"
	[ "$2" = "$3" ] && return
	printf 'changed: it was %s\n' "$3" >&2
	exit 1
}
