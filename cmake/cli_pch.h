// Included by nearly every subcommand. Parsing CLI11 takes longer than compiling a subcommand.
#include <CLI/CLI.hpp>

#include "cmake/harness_pch.h"
