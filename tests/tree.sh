#!/bin/sh
# A part of tests/run.sh, which reads this: names, lengths of files, what must not be in them.
# shellcheck disable=SC2154 # run.sh has these variables

only_known_names_at_the_top() {
    unknown=$(cut -d/ -f1 "$work/files" | sort -u |
        grep -Ev '^(configure\.ac|Makefile\.am|src|www|conf|tests|LICENSE|README\.md|\..*)$' || true)
    [ -z "$unknown" ] || { echo "unknown at the top: $unknown"; return 1; }
}

names_say_what_is_inside() {
    ! grep -E '(^|/)(utils?|common|misc|helpers?)(\.|/|$)' "$work/files"
}

files_are_short() {
    long=$(cd "$source" && grep -E '\.(c|h|js|mjs|css|html|sh|in|am|ac)$' "$work/files" |
        xargs wc -l | awk '$2 != "total" && $1 > 500')
    [ -z "$long" ] || { echo "over 500 lines: $long"; return 1; }
}

no_registry_is_named() {
    (cd "$source" && ! xargs grep -nE '"resolved"|https?://(registry|deb)[.]' <"$work/files")
}

page_has_no_inner_html() {
    ! grep -rnE --exclude-dir=dist --exclude-dir='dist.*' --exclude-dir=tools --exclude-dir=node_modules --exclude='*.md' \
        '(inner|outer)HTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|document\.cookie' "$source/www"
}

run_tree() {
    tracked_files | grep -v '^tests/tree\.sh$' >"$work/files"
    echo tests/tree.sh >>"$work/files"
    check "only known names at the top" only_known_names_at_the_top
    check "names say what is inside" names_say_what_is_inside
    check "no file over 500 lines" files_are_short
    sed -i '/^tests\/tree\.sh$/d' "$work/files"
    check "no package registry is named" no_registry_is_named
    check "the page writes no HTML and stores nothing" page_has_no_inner_html
}
