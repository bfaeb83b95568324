#!/bin/sh
# Lays out what a container needs to run, and nothing else: the daemon, the page, lighttpd,
# the libraries that they load, and busybox for what lighttpd asks a shell.
#
#   sh conf/container.sh INSTALLED IMAGE        (the Containerfile calls this)
#
# INSTALLED is where "make install" has put everything, IMAGE a new directory.

set -eu
[ $# -eq 2 ] || { echo "usage: container.sh INSTALLED IMAGE" >&2; exit 2; }
installed=$1
image=$2

# take FILE...: each under its own path. The file that a link leads to is what counts.
take() {
    for file; do
        mkdir -p "$image${file%/*}"
        cp -L "$file" "$image$file"
    done
}

mkdir -p "$image/usr/sbin" "$image/usr/share" "$image/bin" "$image/tmp" "$image/dev" "$image/proc" "$image/etc"
chmod 1777 "$image/tmp"
cp "$installed/usr/sbin/onetimechatd" "$image/usr/sbin/"
cp -R "$installed/usr/share/onetimechat" "$image/usr/share/"
examples=usr/share/doc/onetimechat/examples
mkdir -p "$image/$examples"
cp "$installed/$examples"/lighttpd-container.conf "$installed/$examples"/lighttpd-chat.conf \
    "$installed/$examples"/lighttpd-spawn.conf "$image/$examples/"

modules=
for name in alias rewrite redirect setenv fastcgi; do
    file=/usr/lib/lighttpd/mod_$name.so
    [ ! -e "$file" ] || modules="$modules $file" # some are built in
done
# shellcheck disable=SC2086 # a list of words
take /usr/sbin/lighttpd $modules
# shellcheck disable=SC2086
ldd "$image/usr/sbin/onetimechatd" /usr/sbin/lighttpd $modules | grep -o '/[^ ]*\.so[^ ]*' | grep -v ':$' | sort -u |
    while read -r library; do take "$library"; done

cp /bin/busybox "$image/bin/busybox"
for applet in sh awk ls sed tr; do ln -s busybox "$image/bin/$applet"; done
echo 'onetimechat:x:65532:65532::/:/bin/false' >"$image/etc/passwd"
echo 'onetimechat:x:65532:' >"$image/etc/group"
du -sk "$image" | sed 's/[[:space:]].*/ KiB/'
