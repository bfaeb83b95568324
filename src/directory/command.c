#include "command.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- the scripts ---- */

/* KEYS: rooms. ARGV: prefix, node, instance, where (0: here, 1: elsewhere, 2: elsewhere where
 * that is possible), then for each room since when. */
static const char hold_script[] =
    "local p,me,inst,where=ARGV[1],ARGV[2],ARGV[3],ARGV[4]\n"
    "local t=redis.call('TIME')\n"
    "local now=string.format('%.0f',t[1]*1000+math.floor(t[2]/1000))\n"
    "local function state(n)\n"
    "  local v=redis.call('GET',p..'node:'..n)\n"
    "  if v then return string.match(v,'^1 (%x+) (%d+) ([012])$') end\n"
    "end\n"
    "local function other()\n"
    "  local best,least,with\n"
    "  for _,n in ipairs(redis.call('SRANDMEMBER',p..'nodes',16)) do\n"
    "    local i,load,closed=state(n)\n"
    "    if not i then redis.call('SREM',p..'nodes',n)\n"
    "    elseif n~=me and closed~='1' and (not best or tonumber(load)<least) then\n"
    "      best,least,with=n,tonumber(load),i\n"
    "    end\n"
    "  end\n"
    "  return best,with\n"
    "end\n"
    "local function put(key,n,i,since)\n"
    "  redis.call('SET',key,'1 '..n..' '..i..' '..since,'PX',15000)\n"
    "end\n"
    "local said={}\n"
    "for k,key in ipairs(KEYS) do\n"
    "  local since=ARGV[4+k]\n"
    "  local v=redis.call('GET',key)\n"
    "  local n,i,s\n"
    "  if v then n,i,s=string.match(v,'^1 ([%w-]+) (%x+) (%d+)$') end\n"
    "  if v and not n then said[k]='?'\n"
    "  elseif n==me and i==inst then\n"
    "    redis.call('PEXPIRE',key,15000)\n"
    "    said[k]='+'..s\n"
    "  else\n"
    "    local theirs=n and n~=me and state(n)==i\n"
    "    if theirs and not (since~='0' and (tonumber(since)<tonumber(s)\n"
    "        or tonumber(since)==tonumber(s) and me<n)) then\n"
    "      said[k]='@'..n\n"
    "    else\n"
    "      local o,with\n"
    "      if where~='0' and since=='0' then o,with=other() end\n"
    "      if since=='0' then since=now end\n"
    "      if o then\n"
    "        put(key,o,with,now)\n"
    "        said[k]='@'..o\n"
    "      elseif where=='1' and ARGV[4+k]=='0' then said[k]='-'\n"
    "      else\n"
    "        put(key,me,inst,since)\n"
    "        said[k]='+'..since\n"
    "      end\n"
    "    end\n"
    "  end\n"
    "end\n"
    "return said\n";

/* KEYS: rooms. ARGV: node, instance. */
static const char give_script[] =
    "for _,key in ipairs(KEYS) do\n"
    "  local v=redis.call('GET',key)\n"
    "  if v and string.find(v,'1 '..ARGV[1]..' '..ARGV[2]..' ',1,true)==1 then\n"
    "    redis.call('DEL',key)\n"
    "  end\n"
    "end\n"
    "return '+'\n";

/* KEYS: the node, the nodes. ARGV: name, instance, clients, wish (enum node_wish), 1: at first.
 * Those that look at what others have do so at sixteen: the mean of these is near enough. */
static const char node_script[] =
    "local v=redis.call('GET',KEYS[1])\n"
    "if v and ARGV[5]=='0' and string.match(v,'^1 (%x+) ')~=ARGV[2] then return '!' end\n"
    "redis.call('SET',KEYS[1],'1 '..ARGV[2]..' '..ARGV[3]..' '..ARGV[4],'PX',3000)\n"
    "redis.call('SADD',KEYS[2],ARGV[1])\n"
    "redis.call('PEXPIRE',KEYS[2],60000)\n"
    "if ARGV[4]~='0' then return '+' end\n"
    "local p=string.sub(KEYS[1],1,-#ARGV[1]-1)\n"
    "local sum,n,asks=0,0,false\n"
    "for _,o in ipairs(redis.call('SRANDMEMBER',KEYS[2],16)) do\n"
    "  local load,wish=string.match(redis.call('GET',p..o) or '','^1 %x+ (%d+) ([02])$')\n"
    "  if load then sum,n,asks=sum+load,n+1,asks or wish=='2' end\n"
    "end\n"
    "local spare=asks and math.floor(ARGV[3]-sum/n) or 0\n"
    "return spare>0 and '+'..string.format('%.0f',spare) or '+'\n";

/* KEYS: the node, the nodes. ARGV: name, instance. */
static const char end_script[] = "local v=redis.call('GET',KEYS[1])\n"
                                 "if v and string.match(v,'^1 (%x+) ')==ARGV[2] then\n"
                                 "  redis.call('DEL',KEYS[1])\n"
                                 "  redis.call('SREM',KEYS[2],ARGV[1])\n"
                                 "end\n"
                                 "return '+'\n";

_Static_assert(ROOM_LEASE_MS == 15000 && NODE_LEASE_MS == 3000, "as the scripts have it");

/* ---- making commands ---- */

static void add_literal(struct directory_command *c, const char *text)
{
    assert(c->argc < COMMAND_ARGS_MAX);
    c->argv[c->argc] = text;
    c->len[c->argc++] = strlen(text);
}

__attribute__((format(printf, 2, 3))) static void add(struct directory_command *c,
                                                      const char *format, ...)
{
    va_list values;
    size_t room = sizeof c->text - c->used;
    va_start(values, format);
    int len = vsnprintf(c->text + c->used, room, format, values);
    va_end(values);
    assert(len >= 0 && (size_t)len < room && c->argc < COMMAND_ARGS_MAX);
    c->argv[c->argc] = c->text + c->used;
    c->len[c->argc++] = (size_t)len;
    c->used += (size_t)len + 1;
}

static void begin(struct directory_command *c, const char *script, unsigned n_keys)
{
    c->argc = 0;
    c->used = 0;
    add_literal(c, "EVAL");
    add_literal(c, script);
    add(c, "%u", n_keys);
}

static void add_room_keys(struct directory_command *c, const struct command_node *node,
                          const struct command_room *rooms, unsigned n)
{
    assert(n <= COMMAND_ROOMS_MAX);
    for (unsigned i = 0; i < n; i++)
        add(c, "%sroom:%s", node->prefix, rooms[i].key);
}

static void add_node_keys(struct directory_command *c, const struct command_node *node)
{
    add(c, "%snode:%s", node->prefix, node->name);
    add(c, "%snodes", node->prefix);
    add(c, "%s", node->name);
    add(c, "%s", node->instance);
}

void command_hold(struct directory_command *c, const struct command_node *node,
                  const struct command_room *rooms, unsigned n, enum room_place place)
{
    begin(c, hold_script, n);
    add_room_keys(c, node, rooms, n);
    add(c, "%s", node->prefix);
    add(c, "%s", node->name);
    add(c, "%s", node->instance);
    add(c, "%d", (int)place);
    for (unsigned i = 0; i < n; i++)
        add(c, "%" PRIu64, rooms[i].since);
}

void command_give(struct directory_command *c, const struct command_node *node,
                  const struct command_room *rooms, unsigned n)
{
    begin(c, give_script, n);
    add_room_keys(c, node, rooms, n);
    add(c, "%s", node->name);
    add(c, "%s", node->instance);
}

void command_node(struct directory_command *c, const struct command_node *node, uint64_t clients,
                  enum node_wish wish, bool first)
{
    begin(c, node_script, 2);
    add_node_keys(c, node);
    add(c, "%" PRIu64, clients);
    add(c, "%d", (int)wish);
    add_literal(c, first ? "1" : "0");
}

void command_end(struct directory_command *c, const struct command_node *node)
{
    begin(c, end_script, 2);
    add_node_keys(c, node);
}

/* ---- reading replies ---- */

bool command_is_node(const char *text, size_t len)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (len < 1 || len > NODE_NAME_MAX || text[0] == '-')
        return false;
    for (size_t i = 0; i < len; i++)
        if (!memchr(letters, text[i], sizeof letters - 1))
            return false;
    return true;
}

/* Digits only, of a number that is not 0 and that a Lua number holds exactly. */
static bool read_number(const char *text, size_t len, uint64_t *number)
{
    enum { DIGITS_MAX = 15 };
    *number = 0;
    if (len < 1 || len > DIGITS_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(text[i] - '0');
    }
    return *number > 0;
}

bool command_is_text(const struct directory_value *value, const char *text)
{
    size_t len = strlen(text);
    return value->kind == DIRECTORY_TEXT && value->len == len &&
           memcmp(value->text, text, len) == 0;
}

bool command_read_lease(const struct directory_value *value, uint64_t *spare)
{
    *spare = 0;
    if (value->kind != DIRECTORY_TEXT || value->len < 1 || value->text[0] != '+')
        return false;
    return value->len == 1 || read_number(value->text + 1, value->len - 1, spare);
}

enum holding_answer command_read_answer(const struct directory_value *value,
                                        const struct command_node *node, uint64_t *since,
                                        char theirs[NODE_NAME_MAX + 1])
{
    if (value->kind != DIRECTORY_TEXT || value->len < 1)
        return ANSWER_MALFORMED;
    const char *rest = value->text + 1;
    size_t len = value->len - 1;
    switch (value->text[0]) {
    case '+': return read_number(rest, len, since) ? ANSWER_OURS : ANSWER_MALFORMED;
    case '-': return len == 0 ? ANSWER_NOBODY : ANSWER_MALFORMED;
    case '@':
        if (!command_is_node(rest, len) ||
            (strlen(node->name) == len && memcmp(node->name, rest, len) == 0))
            return ANSWER_MALFORMED;
        memcpy(theirs, rest, len);
        theirs[len] = '\0';
        return ANSWER_THEIRS;
    default: return ANSWER_MALFORMED;
    }
}
