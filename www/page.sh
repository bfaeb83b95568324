#!/bin/sh
# Builds the page where that is needed, and installs it; and the program for the command line, which is made of the
# same modules. make calls this:
#
#   sh page.sh build SOURCE BUILD          SOURCE/www into BUILD/www/dist, and the program into BUILD/www/dist.cli
#   sh page.sh fits SOURCE                 whether SOURCE/www/dist was built from SOURCE/www, as in a release
#   sh page.sh pack SOURCE BUILD RELEASE   the sources and what was built into RELEASE/www
#   sh page.sh install BUILD PAGE          the built page into PAGE/www
#   sh page.sh uninstall PAGE
#
# Files copied by version control or tar have times that say nothing, so a checksum over all sources, kept
# beside the built page, tells whether that fits them.

set -eu

fail() {
    echo "page: $1" >&2
    exit 1
}

# The names of the sources, without what a build puts beside them.
sources() {
    cd "$1/www"
    find . \( -name dist -o -name 'dist.*' -o -name tools -o -name node_modules \) -prune -o \
        -type f -name '*.*[a-z]' ! -name '.*' -print | LC_ALL=C sort
}

sum_of_sources() {
    (sources "$1" && :) >/dev/null || fail "$1/www cannot be read"
    sources "$1" | (cd "$1/www" && xargs cksum) | cksum
}

fits() {
    [ -f "$1/www/dist/index.html" ] && [ -f "$1/www/dist.cli/onetimechat-cli" ] && [ -f "$1/www/dist.cksum" ] &&
        [ "$(cat "$1/www/dist.cksum")" = "$(sum_of_sources "$2")" ]
}

# The built page takes the place of an older one as a whole, or not at all.
replace() {
    rm -rf "$build/www/dist" "$build/www/dist.cli"
    mv "$build/www/dist.new" "$build/www/dist"
    mv "$build/www/dist.cli.new" "$build/www/dist.cli"
    sum_of_sources "$source" >"$build/www/dist.cksum"
}

# Beside the build, since the source may be read-only.
install_tools() {
    wanted=$(cksum <"$source/www/package-lock.json")
    mkdir -p "$tools"
    cp "$source/www/package.json" "$source/www/package-lock.json" "$source/www/"*.mjs "$tools/"
    [ "$(cat "$tools/node_modules/.cksum" 2>/dev/null || :)" != "$wanted" ] || return 0
    (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund) ||
        fail "npm could not install what builds the page (see above)"
    echo "$wanted" >"$tools/node_modules/.cksum"
}

need_node() {
    { command -v node && command -v npm; } >/dev/null ||
        fail "building the page needs node (18 or later) and npm: install them, or take a release, which has the page built"
    node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' ||
        fail "building the page needs node 18 or later, and this is $(node --version)"
}

build() {
    source=$1
    build=$2
    tools=$build/www/tools
    ! fits "$build" "$source" || return 0
    mkdir -p "$build/www"
    rm -rf "$build/www/dist.new" "$build/www/dist.cli.new"
    if fits "$source" "$source"; then
        cp -R "$source/www/dist" "$build/www/dist.new"
        cp -R "$source/www/dist.cli" "$build/www/dist.cli.new"
        chmod -R u+w "$build/www/dist.new" "$build/www/dist.cli.new"
    else
        need_node
        install_tools
        node "$tools/build.mjs" "$source/www" "$build/www/dist.new"
        node "$tools/build-cli.mjs" "$source/www" "$build/www/dist.cli.new"
    fi
    replace
}

pack() {
    sources "$1" | while read -r name; do
        mkdir -p "$3/www/$(dirname "$name")"
        cp "$1/www/$name" "$3/www/$name"
    done
    cp -R "$2/www/dist" "$3/www/dist"
    cp -R "$2/www/dist.cli" "$3/www/dist.cli"
    cp "$2/www/dist.cksum" "$3/www/dist.cksum"
}

# Files of an older version stay: their names tell them apart, and a page that is open loads parts of its own
# version later. All that was ever put there is in a list, for uninstall. site.json is the operator's: it is neither
# overwritten nor, where it says something, removed.
install_page() {
    list=$2/files
    mkdir -p "$2/www"
    chmod 755 "$2" "$2/www"
    for path in "$1/www/dist/"*; do
        [ -f "$path" ] || continue
        echo "www/${path##*/}"
        [ "${path##*/}" != site.json ] || [ ! -e "$2/www/site.json" ] || continue
        rm -f "$2/www/${path##*/}"
        cp "$path" "$2/www/${path##*/}"
        chmod 644 "$2/www/${path##*/}"
    done >"$list.new"
    [ ! -f "$list" ] || cat "$list" >>"$list.new"
    LC_ALL=C sort -u "$list.new" >"$list"
    rm "$list.new"
    chmod 644 "$list"
}

uninstall_page() {
    [ -f "$1/files" ] || return 0
    while read -r name; do
        [ "$name" != www/site.json ] || [ "$(cat "$1/$name" 2>/dev/null)" = '{}' ] || continue
        rm -f "$1/$name"
    done <"$1/files"
    rm -f "$1/files"
    rmdir "$1/www" "$1" 2>/dev/null || :
}

umask 022
case "${1-} $#" in
    'build 3') build "$2" "$3" ;;
    'fits 2') fits "$2" "$2" ;;
    'pack 4') pack "$2" "$3" "$4" ;;
    'install 3') install_page "$2" "$3" ;;
    'uninstall 2') uninstall_page "$2" ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
