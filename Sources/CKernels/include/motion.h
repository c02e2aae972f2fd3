// Hot loops of the motion gate: scaling luma down, the background model, labelling.
#pragma once
#include <stddef.h>
#include <stdint.h>
