// Hot loops of pictures on their way into a network: planar YUV to float RGB, scaled.
#pragma once
#include <stddef.h>
#include <stdint.h>
