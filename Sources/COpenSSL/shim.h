// The one door to OpenSSL: message authentication for webhook signatures.
#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>
