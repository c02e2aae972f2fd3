// The one door to zlib: gzopen(3) and its kin read gzip and plain files alike.
#pragma once
#include <zlib.h>
