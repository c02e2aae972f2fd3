// The one door to OpenBLAS.
#pragma once
#include <cblas.h>
