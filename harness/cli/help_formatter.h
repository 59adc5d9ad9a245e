#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace actsweep {

/// The placeholder of an option or a positional in the help, such as SECONDS; empty for a flag.
std::string placeholder(const CLI::Option& option);

/// Formats --help for terminals of 80 columns: wraps descriptions, and shows placeholders and defaults, but no C++
/// types and ranges. Does not wrap footers, which contain commands.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_usage(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

/// Wraps a text into lines of at most `width` characters, and indents all but the first.
std::string indented(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace actsweep
