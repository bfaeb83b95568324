#!/bin/sh
# Tells whether a site serves exactly the page of a release: fetches index.html and all that the release's list
# of hashes names, as a browser would. What an operator may set in index.html, and that alone, may be another there.
# site.json, which is all the operator's and holds nothing that runs, is told as it is.
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

# Puts back what an operator has set in an index.html, and notes it.
as_released() { # FILE
    LC_ALL=C sed -En -e "s,$endpoint,onetimechat-endpoint is \"\2\",p" -e "s,$rooms,onetimechat-rooms is \"\2\",p" "$1" >>"$work/settings"
    LC_ALL=C sed -E -e "s,$endpoint,\1chat/\4," -e "s,$rooms,\1public private\5," "$1" >"$1.as-released"
    mv "$1.as-released" "$1"
}

# How curl is to fetch one file, into FILE and FILE.head.
transfer() { # NAME ENCODING FILE
    printf 'url = "%s%s"\nheader = "Accept-Encoding: %s"\noutput = "%s"\ndump-header = "%s.head"\n' \
        "$quoted_url" "${1#index.html}" "$2" "$3" "$3"
    printf 'write-out = "%%{http_code}\\n"\nmax-time = 60\nsilent\nshow-error\n'
}

# The encoding that each answer says it has.
used_encodings() {
    # shellcheck disable=SC2016 # they are awk's
    sed 's/^[^ ]* \([^ ]*\) .*/\1.head/' "$work/fetched" | xargs awk '
        FNR == 1 { if (NR > 1) print used; used = "identity" }
        { sub(/\r$/, "") }
        tolower($1) == "content-encoding:" && $2 != "" { used = $2 }
        END { print used }'
}

# Fetches what $work/names lists, in each of the encodings that browsers ask for, over few connections. A line of
# $work/fetched is STATUS, FILE, NAME, ENCODING (asked for) and ENCODING (used).
fetch_all() {
    quoted_url=$(echo "$url" | sed 's/[\\"]/\\&/g')
    n=0
    while read -r name; do
        for encoding in identity gzip br; do
            [ "$n" -eq 0 ] || echo next >&3
            n=$((n + 1))
            : >"$work/$n" # curl makes no file for nothing
            transfer "$name" "$encoding" "$work/$n" >&3
            echo "$work/$n $name $encoding"
        done
    done <"$work/names" 3>"$work/transfers" >"$work/wanted"
    curl --fail-early -K "$work/transfers" >"$work/statuses" || cannot "$url cannot be fetched"
    paste -d' ' "$work/statuses" "$work/wanted" >"$work/fetched"
    used_encodings >"$work/used"
    paste -d' ' "$work/fetched" "$work/used" >"$work/fetched.used"
    mv "$work/fetched.used" "$work/fetched"
}

# Decodes a file in its place. What nothing can decode becomes empty, which is no file of a release.
decode() { # FILE NAME ENCODING
    case $3 in
        identity) return ;;
        gzip) gzip -dc <"$1" >"$1.plain" 2>/dev/null || : >"$1.plain" ;;
        br) # as the release has it, or compressed by the site
            if [ -n "$(name_of "$1")" ]; then
                return
            elif command -v brotli >/dev/null; then
                brotli -dc <"$1" >"$1.plain" 2>/dev/null || : >"$1.plain"
            elif curl --version | grep -q ' brotli/'; then
                curl -sS --max-time 60 --compressed -H 'Accept-Encoding: br' -o "$1.plain" "$url${2#index.html}" 2>/dev/null || : >"$1.plain"
            else
                cannot "the site compresses by itself with brotli: install the program brotli, or a curl that can decode it, to compare"
            fi ;;
        *) cannot "the site answers in the encoding $3, which nobody has asked for" ;;
    esac
    mv "$1.plain" "$1"
}

decode_all() {
    while read -r status file name _ used; do
        [ "$status" = 200 ] || continue
        decode "$file" "$name" "$used"
        [ "$name" != index.html ] || [ -n "$(name_of "$file")" ] || as_released "$file"
    done <"$work/fetched"
}

# Says of each file that is not the release's the first way in which it is not. Shared hosting has an index.html of its
# own, which names another address of the daemon.
compare_all() {
    cut -d' ' -f2 "$work/fetched" | xargs sha256sum | paste -d' ' "$work/fetched" - | awk '
        function is_listed(hash, name) { return (hash " " name) in listed || (hash " " name ".br") in listed }
        NR == FNR { listed[$1 " " $2]; next }
        { status = $1; name = $3; asked = $4; hash = $6 }
        name in told { next }
        status != 200 { told[name]; print name " is missing: the site answers " status; next }
        is_listed(hash, name) || name == "index.html" && is_listed(hash, "shared-hosting/" name) { next }
        { told[name]; print name " is not the release\047s (asked for with Accept-Encoding: " asked ")" }' "$list" -
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

{ echo index.html; awk '$2 !~ /^index\.html$|^shared-hosting\/|\.(gz|br)$/ { print $2 }' "$list"; } >"$work/names"
fetch_all
decode_all
compare_all >"$work/different"
if [ -s "$work/different" ]; then
    cat "$work/different"
    echo "This site does not serve the page of the release."
    exit 1
fi
echo "This site serves exactly the page of the release: index.html and $(($(wc -l <"$work/names") - 1)) more files."
if curl -fsS --max-time 60 -o "$work/site" "${url}site.json" 2>/dev/null && [ "$(cat "$work/site")" != '{}' ]; then
    # All of it, on a line; what a terminal might take for a command is a question mark.
    echo "site.json is $(LC_ALL=C tr -s '[:space:]' ' ' <"$work/site" | LC_ALL=C tr -c ' -~' '?')" >>"$work/settings"
fi
if [ -s "$work/settings" ]; then
    echo "Its operator has set in index.html and site.json what is theirs to set:"
    LC_ALL=C sort -u "$work/settings"
fi
echo "The hash of the list, of which the page's connection dialog shows the beginning: $(sha256sum <"$list" | cut -d' ' -f1)"
