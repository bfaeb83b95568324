/*
 * Doubly linked lists of nodes that are embedded in their owners. Nothing is
 * allocated; a node is on one list at most.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>
#include <stdint.h>

struct list_node {
    struct list_node *prev, *next;
};

struct list {
    struct list_node *head, *tail;
    uint64_t count;
};

static inline void list_append(struct list *list, struct list_node *node)
{
    node->prev = list->tail;
    node->next = NULL;
    *(list->tail ? &list->tail->next : &list->head) = node;
    list->tail = node;
    list->count++;
}

/* Takes a node off the list that it is on. */
static inline void list_remove(struct list *list, struct list_node *node)
{
    *(node->prev ? &node->prev->next : &list->head) = node->next;
    *(node->next ? &node->next->prev : &list->tail) = node->prev;
    list->count--;
}

/* Takes the first node off a list that is not empty. */
static inline struct list_node *list_take(struct list *list)
{
    struct list_node *node = list->head;
    list->head = node->next;
    *(node->next ? &node->next->prev : &list->tail) = NULL;
    list->count--;
    return node;
}

#endif
