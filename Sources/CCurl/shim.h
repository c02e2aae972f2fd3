// The one door to libcurl. Its setters take C variable arguments, which Swift cannot call: one function a type here.
#pragma once
#include <curl/curl.h>
