# Fills a configuration: each @name@ of a directory or file that make knows is
# replaced by its value, which may hold any character. make gives the values in
# the environment, as FILL_name.

function fill(line,    out, start, len, name) {
    out = ""
    while (match(line, /@[a-z]+@/)) {
        start = RSTART
        len = RLENGTH
        name = substr(line, start + 1, len - 2)
        if (("FILL_" name) in ENVIRON) {
            out = out substr(line, 1, start - 1) ENVIRON["FILL_" name]
            line = substr(line, start + len)
        } else {
            out = out substr(line, 1, start + len - 2)
            line = substr(line, start + len - 1)
        }
    }
    return out line
}

{ print fill($0) }
