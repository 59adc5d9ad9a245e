// What nearly every subcommand includes; CLI11 alone takes longer to parse than a subcommand to compile.
#include <CLI/CLI.hpp>

#include "cmake/harness_pch.h"
