#!/bin/sh
# Makes Debian's packages of a release, in BUILD/deb:
#
#   sh conf/deb.sh RELEASE.tar.gz BUILD        ("make deb" calls this)

set -eu
[ $# -eq 2 ] || { echo "usage: deb.sh RELEASE.tar.gz BUILD" >&2; exit 2; }
for tool in dpkg-buildpackage dh; do
    command -v "$tool" >/dev/null || { echo "deb: $tool is missing: install dpkg-dev and debhelper" >&2; exit 1; }
done

work=$2/deb/work
rm -rf "$2/deb"
mkdir -p "$work"
tar -xzf "$1" -C "$work" --strip-components=1
cp -R "$work/conf/debian" "$work/debian"
unset MAKEFLAGS MAKELEVEL DESTDIR
(cd "$work" && dpkg-buildpackage --build=binary --no-sign -j2) >"$2/deb/build.log" 2>&1 || {
    cat "$2/deb/build.log" >&2
    echo "deb: the packages could not be built" >&2
    exit 1
}
rm -rf "$work"
(cd "$2/deb" && ls ./*.deb)
