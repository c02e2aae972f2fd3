// Hot loops in C: each has a portable version, and faster ones chosen at run time by what the processor has.
#pragma once
#include "motion.h"
#include "network.h"
#include "picture.h"
