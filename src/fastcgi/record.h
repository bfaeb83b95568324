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
static inline struct record record_decode(const uint8_t *bytes)
{
    return (struct record){
        .version = bytes[0],
        .type = bytes[1],
        .id = (uint16_t)(bytes[2] << 8 | bytes[3]),
        .length = (uint16_t)(bytes[4] << 8 | bytes[5]),
        .padding = bytes[6],
    };
}

/* Writes a header of FCGI_HEADER_LEN bytes, version FCGI_VERSION_1. */
static inline void record_encode(uint8_t *bytes, uint8_t type, uint16_t id, uint16_t length,
                                 uint8_t padding)
{
    bytes[0] = FCGI_VERSION_1;
    bytes[1] = type;
    bytes[2] = (uint8_t)(id >> 8);
    bytes[3] = (uint8_t)id;
    bytes[4] = (uint8_t)(length >> 8);
    bytes[5] = (uint8_t)length;
    bytes[6] = padding;
    bytes[7] = 0;
}

#endif
