/*
 * Gives files to a fuzzer once, for compilers without libFuzzer:
 *
 *   fuzz_NAME FILE...
 *
 * Arguments that begin with a dash are libFuzzer's, and mean nothing here.
 */
#include "input.h"

enum { FILE_MAX = 1024 * 1024 };

static void replay(const char *path)
{
    uint8_t *bytes = malloc(FILE_MAX);
    FILE *file = fopen(path, "rb");
    if (!file || !bytes) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    size_t len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, len);
    free(bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            replay(argv[i]);
    return 0;
}
