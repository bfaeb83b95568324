#!/bin/sh
# Builds One Time Chat in a temporary directory and runs it, behind a lighttpd
# of its own, until Ctrl-C. Nothing is left running, and of files only the
# packages that were missing.
#
#   sh conf/quickstart.sh [--port N]
#
# Options of the daemon can be given in the environment, such as ONETIMECHAT_HOLD=10.

set -eu

port=8080
source=$(cd "$(dirname "$0")/.." && pwd)
work=
server=

fail() {
    echo "quickstart: $1" >&2
    exit 1
}

usage() {
    echo "usage: sh conf/quickstart.sh [--port N]" >&2
    exit 2
}

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --port) [ $# -ge 2 ] || usage; port=$2; shift 2 ;;
            --port=*) port=${1#--port=}; shift ;;
            *) usage ;;
        esac
    done
    case $port in '' | *[!0-9]*) usage ;; esac
    if [ "${#port}" -gt 5 ] || [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
        usage
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: $*"
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Debian starts a server as soon as it is installed, unless this file says no.
install_lighttpd_without_service() {
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then
        as_root apt-get install -y --no-install-recommends lighttpd
    else
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        installed=yes
        as_root apt-get install -y --no-install-recommends lighttpd || installed=no
        as_root rm -f "$policy"
        [ "$installed" = yes ] || fail "lighttpd could not be installed"
    fi
    as_root update-rc.d lighttpd disable
}

needs_node() {
    ! sh "$source/www/page.sh" fits "$source"
}

install_on_debian() {
    missing=
    for package in gcc libc6-dev make pkg-config autoconf automake autoconf-archive \
        libfcgi-dev libev-dev libcjson-dev libsodium-dev libseccomp-dev curl ca-certificates; do
        is_installed "$package" || missing="$missing $package"
    done
    # What builds the page; a release has it built. (npm may have come with node.)
    if needs_node; then
        command -v node >/dev/null || missing="$missing nodejs"
        command -v npm >/dev/null || missing="$missing npm"
    fi
    if [ -n "$missing" ] || ! command -v "$lighttpd" >/dev/null; then
        echo "Installing what is missing:$missing"
        as_root apt-get update
    fi
    # shellcheck disable=SC2086 # a list of words
    [ -z "$missing" ] || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
    command -v "$lighttpd" >/dev/null || install_lighttpd_without_service
}

name_packages() {
    cat >&2 <<'END'
quickstart: some of the tools are missing. Please install them, and the libraries too:
  Fedora:  dnf install gcc make pkgconf autoconf automake autoconf-archive fcgi-devel libev-devel cjson-devel libsodium-devel libseccomp-devel lighttpd lighttpd-fastcgi curl nodejs npm
  Alpine:  apk add build-base pkgconf autoconf automake autoconf-archive fcgi-dev libev-dev cjson-dev libsodium-dev libseccomp-dev lighttpd curl nodejs npm
  FreeBSD: pkg install pkgconf autoconf automake autoconf-archive fcgi libev libcjson libsodium lighttpd curl node npm
END
    exit 1
}

install_packages() {
    if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
        install_on_debian
        return
    fi
    for tool in cc make pkg-config autoreconf curl "$lighttpd"; do
        command -v "$tool" >/dev/null || name_packages
    done
    ! needs_node || { command -v node && command -v npm; } >/dev/null || name_packages
}

port_taken() {
    fail "port $port is taken; choose another one with --port"
}

# Before building, which takes a while. Whatever curl says but that it cannot connect (7): somebody is there.
check_port() {
    status=0
    curl -s --noproxy '*' --max-time 2 -o /dev/null "http://127.0.0.1:$port/" || status=$?
    [ "$status" -eq 7 ] || port_taken
}

# A copy, so that nothing is written into the source directory.
build() {
    mkdir "$work/source" "$work/build"
    tar -C "$source" -cf - --exclude=.git --exclude=node_modules --exclude=autom4te.cache \
        --exclude=config.status --exclude=config.h --exclude='*.o' --exclude='*.a' . |
        tar -C "$work/source" -xf -
    echo "Building in $work"
    compile >"$work/build.log" 2>&1 || {
        cat "$work/build.log" >&2
        fail "it could not be built"
    }
}

compile() {
    cd "$work/source" || return
    # A release has a configure that is newer than its sources; a checkout's may be stale.
    if [ ! -e configure ] || [ -e "$source/.git" ]; then
        autoreconf -fi || return
    fi
    cd "$work/build" && "$work/source/configure" && make -j2
}

# The shipped configuration, with the paths of this run.
configure_lighttpd() {
    cd "$work"
    sed -e "s|^server.port = .*|server.port = $port|" \
        -e "s|^var.onetimechat_page  *=.*|var.onetimechat_page = \"$work/build/www/dist\"|" \
        -e "s|^var.onetimechat_socket  *=.*|var.onetimechat_socket = \"$work/chat.sock\"|" \
        -e "s|^var.onetimechat_spawn *=.*||" \
        -e "s|^# include \".*/lighttpd-spawn.conf\"|include \"$work/spawn.conf\"|" \
        -e "s|^include \".*/lighttpd-chat.conf\"|include \"$work/chat.conf\"|" \
        build/conf/lighttpd.conf >lighttpd.conf
    memory=/dev/shm
    [ -d "$memory" ] || memory=$work
    sed -e "s|\"/dev/shm\"|\"$memory\"|" build/conf/lighttpd-chat.conf >chat.conf
    sed -e "s|\"/.*/onetimechatd\"|\"$work/build/src/onetimechatd\"|" build/conf/lighttpd-spawn.conf >spawn.conf
    # Root's servers give up root's rights, where there is a user for that.
    if [ "$(id -u)" -eq 0 ]; then
        for user in www-data lighttpd www; do
            id "$user" >/dev/null 2>&1 || continue
            group=$(id -gn "$user")
            printf 'server.username = "%s"\nserver.groupname = "%s"\n' "$user" "$group" >>lighttpd.conf
            chown -R "$user:$group" "$work"
            break
        done
    fi
}

# shellcheck disable=SC2317 # called by the trap
stop() {
    trap '' INT TERM HUP
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" || true
        # lighttpd and the daemon write to this pipe: it ends when both are gone.
        cat <&3 >/dev/null || true
    fi
    cd /
    [ -z "$work" ] || rm -rf "$work"
}

answers() {
    curl -fsS --noproxy '*' --retry 5 --retry-delay 1 -o "$work/answer" "$1" || fail "$1 does not answer"
}

# lighttpd starts the daemon, on a socket in a directory that is ours alone.
run() {
    mkfifo "$work/log"
    "$lighttpd" -D -f "$work/lighttpd.conf" >"$work/log" 2>&1 &
    server=$!
    exec 3<"$work/log"
    said=
    while IFS= read -r line <&3; do
        case $line in *"server started"*) break ;; esac
        said="$said$line
"
    done
    case $said in
        *"Address already in use"*) port_taken ;;
    esac
    kill -0 "$server" 2>/dev/null || fail "lighttpd did not start:
$said"
    url=http://127.0.0.1:$port/
    answers "$url"
    answers "${url}chat/status"
    echo "One Time Chat runs on $url"
    echo "Ctrl-C stops it."
    while IFS= read -r line <&3; do
        printf '%s\n' "$line" >&2
    done
    fail "lighttpd has ended"
}

read_options "$@"
# Debian keeps servers out of an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/usr/local/sbin
lighttpd=lighttpd
install_packages
check_port
umask 022
work=$(mktemp -d "${TMPDIR:-/tmp}/onetimechat.XXXXXX")
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
build
configure_lighttpd
run
