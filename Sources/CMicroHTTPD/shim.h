// The one door to GNU libmicrohttpd. Its start takes C variable arguments, which Swift cannot call: a struct and one
// function here.
#pragma once
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <microhttpd.h>

// What a request's target is before anything is unescaped; returns what the request is known by from then on.
typedef void *(*vedette_http_begin)(void *context, const char *target, struct MHD_Connection *connection);

struct vedette_http_options {
    int socket;                        // bound and listening; the daemon closes it unless it is quiesced
    unsigned int connections;          // at once, all together
    unsigned int connections_each;     // at once, of one address
    unsigned int idle_seconds;         // without a byte either way
    size_t connection_memory;          // bytes for one request's line and headers
    const char *certificate;           // PEM; NULL for clear text
    const char *key;                   // PEM
    MHD_AccessHandlerCallback handle;
    vedette_http_begin begin;
    MHD_RequestCompletedCallback end;
    MHD_NotifyConnectionCallback connection;
    void *context;
};

// Paths and queries are unescaped by whoever reads them, once, with the length in sight.
static inline size_t vedette_http_keep(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

static inline struct MHD_Daemon *vedette_http_start(const struct vedette_http_options *options) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, options->socket, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, options->connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_each, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)options->connection_memory, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)vedette_http_keep, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)options->begin, options->context},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)options->end, options->context},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)options->connection, options->context},
        {options->certificate ? MHD_OPTION_ARRAY : MHD_OPTION_END, 0, tls},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
    if (options->certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(flags, 0, NULL, NULL, options->handle, options->context, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

static inline int vedette_http_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *vedette_http_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}
