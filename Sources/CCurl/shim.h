#include <curl/curl.h>

// libcurl's setter and getter take a varying number of arguments, which Swift cannot call: one function for each type.

typedef size_t (*entregent_curl_transfer)(char *bytes, size_t size, size_t count, void *context);
typedef int (*entregent_curl_progress)(
    void *context, curl_off_t download, curl_off_t downloaded, curl_off_t upload, curl_off_t uploaded);

static inline CURLcode entregent_curl_set_number(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode entregent_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode entregent_curl_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode entregent_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode entregent_curl_set_transfer(CURL *curl, CURLoption option, entregent_curl_transfer value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode entregent_curl_set_progress(CURL *curl, entregent_curl_progress value) {
    return curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode entregent_curl_get_number(CURL *curl, CURLINFO info, long *value) {
    return curl_easy_getinfo(curl, info, value);
}

static inline CURLcode entregent_curl_get_socket(CURL *curl, curl_socket_t *value) {
    return curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, value);
}
