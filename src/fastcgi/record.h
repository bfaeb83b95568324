/*
 * The header that begins each FastCGI record. FastCGI 1.0, section 3.3.
 */
#ifndef FASTCGI_RECORD_H
#define FASTCGI_RECORD_H

#include <stdint.h>

#include <fastcgi.h>

struct record {
    uint8_t version;
    uint8_t type; /* FCGI_BEGIN_REQUEST and so on */
    uint16_t id;  /* FCGI_NULL_REQUEST_ID for management records */
    uint16_t length;
    uint8_t padding;
};

/* Reads the FCGI_HEADER_LEN bytes of a header. Any bytes are some header. */
struct record record_decode(const uint8_t *bytes);

/* Writes a header of FCGI_HEADER_LEN bytes, version FCGI_VERSION_1. */
void record_encode(uint8_t *bytes, uint8_t type, uint16_t id, uint16_t length, uint8_t padding);

#endif
