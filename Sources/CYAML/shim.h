// The one door to libyaml: a parser that hands out events with their places, one at a time.
#pragma once
#include <yaml.h>
