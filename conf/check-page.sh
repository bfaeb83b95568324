#!/bin/sh
# Tells whether a site serves exactly the page of a release: fetches index.html and all that the release's list
# of hashes names, as a browser would. What an operator may set in index.html, and that alone, may be another there.
#
#   sh check-page.sh URL [SHA256SUMS]
#
# The list is in the release (www/dist/SHA256SUMS) and beside the installed documents. The exit status is 0 when all is the same, 1
# when something differs, 2 when it cannot be told.

set -eu

cannot() {
    echo "check-page: $1" >&2
    exit 2
}

# The name that the list has for some content; nothing where it has none.
name_of() {
    hash=$(sha256sum <"$1" | cut -d' ' -f1)
    awk -v hash="$hash" '$1 == hash { print $2; exit }' "$list"
}

# What an operator may set in index.html, as lines of it: where the daemon answers, a relative address or a path on the
# same site, and which rooms there are, with how many people.
endpoint='^(<meta name="onetimechat-endpoint" content=")(/?([A-Za-z0-9._~-]+/?)+)(">)$'
rooms='^(<meta name="onetimechat-rooms" content=")((public|private|public private)( [0-9]+)?)(">)$'

# The name of the fetched FILE; that of index.html also where nothing but these two is as its operator wants it.
name_of_text() { # ADDRESS FILE
    name=$(name_of "$2")
    if [ -z "$name" ] && [ -z "$1" ]; then
        LC_ALL=C sed -E -e "s,$endpoint,\1chat/\4," -e "s,$rooms,\1public private\5," "$2" >"$work/as-released"
        name=$(name_of "$work/as-released")
        LC_ALL=C sed -En -e "s,$endpoint,onetimechat-endpoint is \"\2\",p" -e "s,$rooms,onetimechat-rooms is \"\2\",p" "$2" >>"$work/settings"
    fi
    echo "$name"
}

# fetch ADDRESS ENCODING: fails where the site does not have it.
fetch() {
    status=$(curl -sS --max-time 60 -H "Accept-Encoding: $2" -D "$work/head" -o "$work/body" -w '%{http_code}' "$url$1") ||
        cannot "$url$1 cannot be fetched"
    [ "$status" = 200 ]
}

# What the list calls that which was fetched from ADDRESS, once it is decoded.
fetched() { # ADDRESS
    encoding=$(tr -d '\r' <"$work/head" | sed -n 's/^[Cc]ontent-[Ee]ncoding: *//p' | tail -n 1)
    case $encoding in
        '' | identity) name_of_text "$1" "$work/body" ;;
        gzip)
            gzip -dc <"$work/body" >"$work/plain" 2>/dev/null || return 0
            name_of_text "$1" "$work/plain" ;;
        br)
            compressed=$(name_of "$work/body")
            if [ -n "$compressed" ]; then
                echo "${compressed%.br}"
            elif command -v brotli >/dev/null; then
                brotli -dc <"$work/body" >"$work/plain" 2>/dev/null || return 0
                name_of_text "$1" "$work/plain"
            elif curl --version | grep -q ' brotli/'; then
                curl -sS --max-time 60 --compressed -H 'Accept-Encoding: br' -o "$work/plain" "$url$1" 2>/dev/null || return 0
                name_of_text "$1" "$work/plain"
            else
                cannot "the site compresses by itself with brotli: install the program brotli, or a curl that can decode it, to compare"
            fi ;;
        *) cannot "the site answers in the encoding $encoding, which nobody has asked for" ;;
    esac
}

# check ADDRESS NAME [OTHER NAME]: in each of the encodings that browsers ask for.
check() {
    for wanted in identity gzip br; do
        if ! fetch "$1" "$wanted"; then
            echo "$2 is missing: the site answers $status"
            different=1
            return
        fi
        # In two steps, so that an exit within ends the script.
        found=$(fetched "$1") || exit
        if [ "$found" != "$2" ] && [ "$found" != "${3-$2}" ]; then
            echo "$2 is not the release's (asked for with Accept-Encoding: $wanted)"
            different=1
            return
        fi
    done
}

case $# in 1 | 2) ;; *) echo "usage: sh check-page.sh URL [SHA256SUMS]" >&2; exit 2 ;; esac
url=${1%/}/
here=$(dirname "$0")
list=${2:-$here/SHA256SUMS}
[ $# -eq 2 ] || [ -e "$list" ] || [ ! -e "$here/../www/dist/SHA256SUMS" ] || list=$here/../www/dist/SHA256SUMS
for tool in curl sha256sum gzip; do
    command -v "$tool" >/dev/null || cannot "$tool is missing"
done
[ -r "$list" ] || cannot "there is no list of hashes at $list"
grep -q '  index\.html$' "$list" || cannot "$list names no index.html"
work=$(mktemp -d "${TMPDIR:-/tmp}/check-page.XXXXXX")
trap 'rm -rf "$work"' EXIT
different=0
checked=0

# Shared hosting has an index.html of its own, which names another address of the daemon.
check "" index.html shared-hosting/index.html
while read -r _ name; do
    case $name in
        index.html | shared-hosting/* | *.gz | *.br) continue ;;
    esac
    check "$name" "$name"
    checked=$((checked + 1))
done <"$list"
if [ "$different" -gt 0 ]; then
    echo "This site does not serve the page of the release."
    exit 1
fi
echo "This site serves exactly the page of the release: index.html and $checked more files."
if [ -s "$work/settings" ]; then
    echo "Its operator has set in index.html what is theirs to set:"
    LC_ALL=C sort -u "$work/settings"
fi
echo "The hash of the list, of which the page's connection dialog shows the beginning: $(sha256sum <"$list" | cut -d' ' -f1)"
