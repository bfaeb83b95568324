#!/bin/sh
# Moves what "make install" has laid out to where Debian wants it:
#
#   sh debian/lay-out.sh ROOT
#
# The snippets of the web servers lie in /etc, what they include in /usr/share/onetimechat/conf:
# documentation may be missing. The operator's site.json is a configuration file, too.

set -eu
cd "$1"
doc=usr/share/doc/onetimechat
shared=usr/share/onetimechat
debian=$OLDPWD/debian

fail() {
    echo "lay-out: $1" >&2
    exit 1
}

# replace FILE PATTERN TEXT: one line, which must be there.
replace() {
    [ "$(grep -c "$2" "$1")" = 1 ] || fail "$1 has not one line '$2'"
    sed -i "s|$2|$3|" "$1"
}

units=lib/systemd/system
mkdir -p "$units"
cp "$doc/examples/onetimechatd.service" "$doc/examples/onetimechatd.socket" "$units"
replace "$units/onetimechatd.service" '^DynamicUser=yes$' \
    'User=onetimechat\nRemoveIPC=yes\nEnvironmentFile=-/etc/default/onetimechat'
# The socket alone is enabled, and starts it: "Also" would have an upgrade restart both, and refuse requests.
replace "$units/onetimechatd.service" '^Also=onetimechatd.socket$' ''
replace "$units/onetimechatd.service" '^\[Install\]$' ''

mkdir -p "$shared/conf" etc/lighttpd/conf-available etc/apache2/conf-available etc/nginx/snippets etc/onetimechat etc/default
cp "$doc/examples/lighttpd-chat.conf" "$doc/examples/apache-chat.conf" "$shared/conf"
sed -i "s|/$doc/examples/|/$shared/conf/|" "$shared/conf/"*
cp "$debian/lighttpd.conf" etc/lighttpd/conf-available/50-onetimechat.conf
cp "$debian/apache.conf" etc/apache2/conf-available/onetimechat.conf
cp "$debian/defaults" etc/default/onetimechat
{
    cat "$debian/nginx.conf"
    sed '/^location \^~ \/ {$/,$!d' "$doc/examples/nginx-chat.conf"
} >etc/nginx/snippets/onetimechat.conf
replace etc/nginx/snippets/onetimechat.conf '^location ^~ / {$' 'location ^~ /onetimechat/ {'

mv "$shared/www/site.json" etc/onetimechat/site.json
ln -s /etc/onetimechat/site.json "$shared/www/site.json"

# make uninstall has no use for it here, and debian/copyright says the same.
rm -f "$shared/files" "$doc/LICENSE"
