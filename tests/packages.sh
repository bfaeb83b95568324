#!/bin/sh
# Installs what the tests need, on Debian and Ubuntu; elsewhere it does nothing.

set -eu

build_packages="gcc libc6-dev make pkg-config autoconf automake autoconf-archive
    libfcgi-dev libev-dev libcjson-dev libsodium-dev libseccomp-dev libhiredis-dev libcmocka-dev"
test_packages="git libfcgi-bin spawn-fcgi valgrind strace shellcheck gcovr mandoc curl openssl
    clang-19 libclang-rt-19-dev clang-tidy-19 cppcheck
    debhelper dpkg-dev lintian debootstrap systemd busybox-static
    procps util-linux firefox-esr fonts-dejavu-core fonts-noto-color-emoji"
[ -z "${OTC_LONG:-}" ] || test_packages="$test_packages podman runc"
server_packages="lighttpd lighttpd-mod-openssl apache2 libapache2-mod-fcgid libapache2-mod-security2 modsecurity-crs
    nginx-light libnginx-mod-nchan haproxy squid prometheus redis-server"

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# Debian starts a server as soon as it is installed, unless this file says no.
install_servers() {
    policy=/usr/sbin/policy-rc.d
    ours=no
    if [ ! -e "$policy" ]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    status=0
    apt_install "$@" || status=$?
    [ "$ours" = no ] || as_root rm -f "$policy"
    [ "$status" -eq 0 ] || exit "$status"
    for package in "$@"; do
        service=${package%-light}
        [ ! -e "/etc/init.d/$service" ] || as_root update-rc.d "$service" disable
    done
}

install_missing() {
    missing=
    missing_servers=
    for package in $build_packages $test_packages; do
        is_installed "$package" || missing="$missing $package"
    done
    command -v node >/dev/null || missing="$missing nodejs"
    command -v npm >/dev/null || missing="$missing npm"
    command -v chromium >/dev/null || missing="$missing chromium"
    # Only Debian has it; without it the tests take the whole browser.
    ! grep -qx 'ID=debian' /etc/os-release || is_installed chromium-headless-shell || missing="$missing chromium-headless-shell"
    for package in $server_packages; do
        is_installed "$package" || missing_servers="$missing_servers $package"
    done
    [ -n "$missing$missing_servers" ] || return 0
    as_root apt-get update
    # shellcheck disable=SC2086 # lists of words
    [ -z "$missing" ] || apt_install $missing
    # shellcheck disable=SC2086
    [ -z "$missing_servers" ] || install_servers $missing_servers
}

if command -v dpkg-query >/dev/null; then install_missing; fi
