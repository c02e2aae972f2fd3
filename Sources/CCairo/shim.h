// The one door to cairo, which draws lines and letters onto pictures.
#pragma once
#include <cairo.h>
