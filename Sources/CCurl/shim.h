// The one door to libcurl. Its setters and getters take C variable arguments, which Swift cannot call: one function
// a type here.
#pragma once
// The type checks of curl's headers are macros around those same variable arguments; the types below take their place.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef size_t (*vedette_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode vedette_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode vedette_curl_set_string(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

// Copies the bytes.
static inline CURLcode vedette_curl_set_body(CURL *curl, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code ? code : curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, bytes);
}

static inline CURLcode vedette_curl_set_headers(CURL *curl, struct curl_slist *list) {
    return curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
}

static inline CURLcode vedette_curl_set_pointer(CURL *curl, CURLoption option, void *pointer) {
    return curl_easy_setopt(curl, option, pointer);
}

static inline CURLcode vedette_curl_set_receiver(CURL *curl, CURLoption option, vedette_curl_receiver receiver) {
    return curl_easy_setopt(curl, option, receiver);
}

static inline CURLcode vedette_curl_get_long(CURL *curl, CURLINFO info, long *value) {
    return curl_easy_getinfo(curl, info, value);
}

static inline CURLcode vedette_curl_get_offset(CURL *curl, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(curl, info, value);
}
