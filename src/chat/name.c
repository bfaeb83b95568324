#include "name.h"

#include <stdio.h>

enum {
    N_WORDS = 128,
    N_PAIRS = N_WORDS * N_WORDS,
    TRIES = CLIENT_ID_BYTES / 2, /* pairs of words that an id has */
};

/* clang-format off */
static const char *const adjectives[N_WORDS] = {
    "Able", "Agile", "Alert", "Amber", "Amiable", "Apricot", "Arctic", "Ardent", "Autumn",
    "Azure", "Balmy", "Bold", "Brave", "Breezy", "Bright", "Brisk", "Bronze", "Calm",
    "Candid", "Caring", "Cheerful", "Cheery", "Chirpy", "Clever", "Coastal", "Cobalt",
    "Comfy", "Copper", "Coral", "Cosmic", "Cozy", "Crimson", "Curious", "Dainty", "Dapper",
    "Daring", "Dashing", "Dawn", "Deft", "Eager", "Early", "Earnest", "Easy", "Elated",
    "Emerald", "Fabled", "Fair", "Fancy", "Fearless", "Festive", "Fleet", "Fluent", "Fond",
    "Frank", "Free", "Fresh", "Friendly", "Frosty", "Gallant", "Generous", "Gentle",
    "Genuine", "Giddy", "Gifted", "Glad", "Gleaming", "Golden", "Graceful", "Grand",
    "Happy", "Hardy", "Hazel", "Hearty", "Helpful", "Honest", "Humble", "Indigo", "Ivory",
    "Jade", "Jaunty", "Jolly", "Jovial", "Joyful", "Keen", "Kind", "Lavish", "Lemon",
    "Lilac", "Lively", "Lofty", "Loyal", "Lucid", "Lucky", "Lunar", "Magenta", "Maple",
    "Mellow", "Merry", "Mighty", "Mindful", "Minty", "Misty", "Modest", "Nimble", "Noble",
    "Northern", "Olive", "Opal", "Patient", "Peachy", "Pearl", "Placid", "Playful",
    "Plucky", "Polite", "Proud", "Quick", "Quiet", "Radiant", "Rosy", "Ruby", "Rustic",
    "Sandy", "Serene", "Silver", "Sunny", "Tidy", "Velvet",
};

static const char *const animals[N_WORDS] = {
    "Alpaca", "Badger", "Bat", "Bear", "Beaver", "Bee", "Bison", "Bobcat", "Buffalo",
    "Butterfly", "Camel", "Canary", "Caribou", "Cat", "Cheetah", "Chipmunk", "Cicada",
    "Condor", "Coyote", "Crab", "Crane", "Cricket", "Crow", "Curlew", "Deer", "Dingo",
    "Dolphin", "Donkey", "Dormouse", "Dove", "Dragonfly", "Duck", "Eagle", "Egret",
    "Elephant", "Elk", "Falcon", "Fawn", "Ferret", "Finch", "Firefly", "Flamingo", "Fox",
    "Frog", "Gannet", "Gazelle", "Gecko", "Gibbon", "Giraffe", "Goat", "Goldfinch",
    "Goose", "Grouse", "Gull", "Hamster", "Hare", "Hawk", "Hedgehog", "Heron", "Hippo",
    "Horse", "Ibex", "Ibis", "Iguana", "Impala", "Jackdaw", "Jaguar", "Jay", "Kestrel",
    "Kingfisher", "Kiwi", "Koala", "Koi", "Lamb", "Lark", "Lemur", "Leopard", "Linnet",
    "Lion", "Llama", "Lobster", "Lynx", "Macaw", "Magpie", "Manatee", "Marmot", "Marten",
    "Meerkat", "Mole", "Moose", "Moth", "Mouse", "Narwhal", "Newt", "Ocelot", "Octopus",
    "Okapi", "Oriole", "Osprey", "Otter", "Owl", "Panda", "Panther", "Parrot", "Pelican",
    "Penguin", "Pheasant", "Pigeon", "Plover", "Pony", "Puffin", "Puma", "Quail", "Rabbit",
    "Raven", "Robin", "Salmon", "Seal", "Sparrow", "Squirrel", "Starling", "Stork", "Swan",
    "Swift", "Tiger", "Turtle", "Walrus", "Wren",
};
/* clang-format on */

uint32_t name_number(const struct client_id *id, uint32_t attempt)
{
    const unsigned char *pick = &id->bytes[(size_t)(attempt % TRIES) * 2];
    uint32_t pair = (uint32_t)(pick[0] % N_WORDS) * N_WORDS + pick[1] % N_WORDS;
    return attempt / TRIES * N_PAIRS + pair;
}

void name_write(uint32_t number, char name[NAME_MAX_BYTES])
{
    uint32_t pair = number % N_PAIRS, more = number / N_PAIRS;
    const char *adjective = adjectives[pair / N_WORDS], *animal = animals[pair % N_WORDS];
    if (more == 0)
        snprintf(name, NAME_MAX_BYTES, "%s %s", adjective, animal);
    else
        snprintf(name, NAME_MAX_BYTES, "%s %s %u", adjective, animal, (unsigned)more + 1);
}
