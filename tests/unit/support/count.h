#ifndef SUPPORT_COUNT_H
#define SUPPORT_COUNT_H

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
