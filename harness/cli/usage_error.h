#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace actsweep {

/// One line on arguments that `app` failed to parse: what is wrong, the nearest or the new name of an unknown command
/// or option, and the --help of the command.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace actsweep
