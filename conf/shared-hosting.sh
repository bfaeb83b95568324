#!/bin/sh
# Lays out one folder to upload to shared hosting: the page, chat.fcgi,
# .htaccess, and the daemon with all of its libraries. make shared-hosting
# calls it, after the build:
#
#   sh conf/shared-hosting.sh SOURCE BUILD FOLDER

set -eu

fail() {
    echo "shared-hosting: $1" >&2
    exit 2
}

# Never into somebody's site, and never over an edited chat.fcgi of another program.
refuse_foreign_folder() {
    [ ! -e "$folder/lib/onetimechatd" ] || return 0
    [ -d "$folder" ] || [ ! -e "$folder" ] || fail "$folder is no directory"
    [ ! -d "$folder" ] || [ -z "$(ls -A "$folder")" ] ||
        fail "$folder is not empty: name a new directory, and upload what will be in it"
}

# The loader comes along, under a name of its own, so that the daemon needs
# nothing of the other machine but its kernel: not even the same libc.
copy_daemon_and_libraries() {
    ldd "$daemon" >"$folder/lib/list" || fail "ldd cannot read $daemon"
    ! grep 'not found' "$folder/lib/list" >&2 || fail "a library of $daemon is missing"
    while read -r name arrow path _; do
        case $name$arrow in
            /*\(*) install -m 755 "$name" "$folder/lib/loader" ;;
            *'=>') install -m 644 "$path" "$folder/lib/$name" ;;
        esac
    done <"$folder/lib/list"
    rm "$folder/lib/list"
    [ -e "$folder/lib/loader" ] || fail "$daemon has no loader: it is linked in a way that is not known here"
    install -m 755 "$daemon" "$folder/lib/onetimechatd"
    ! command -v strip >/dev/null || strip "$folder/lib/onetimechatd"
}

# The built page, but not over a site.json that somebody has edited. Its index.html is another than elsewhere, since the daemon answers below chat.fcgi/.
copy_page() {
    for path in "$build/www/dist/"* "$build/www/dist/shared-hosting/"*; do
        [ "${path##*/}" != site.json ] || [ ! -e "$folder/site.json" ] || continue
        [ ! -f "$path" ] || install -m 644 "$path" "$folder/"
    done
    grep -q 'content="chat.fcgi/"' "$folder/index.html" || fail "index.html does not say where the daemon answers"
}

[ $# -eq 3 ] || fail "usage: shared-hosting.sh SOURCE BUILD FOLDER"
source=$1
build=$2
daemon=$build/src/onetimechatd
folder=$3
[ -n "$folder" ] || fail "name the folder to make: make shared-hosting DESTDIR=/some/new/folder"
refuse_foreign_folder
umask 022
mkdir -p "$folder/lib"
copy_page
copy_daemon_and_libraries
install -m 755 "$source/conf/chat.fcgi" "$folder/chat.fcgi"
install -m 644 "$source/conf/htaccess" "$folder/.htaccess"
echo "See .htaccess." >"$folder/rewrite-works"
echo "$folder is ready: upload all of it, with its dot files."
