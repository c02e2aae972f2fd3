// Hot loops of the inference engine: convolution, pooling, activations.
#pragma once
#include <stddef.h>
#include <stdint.h>
