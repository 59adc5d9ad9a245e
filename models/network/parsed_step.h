#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actsweep::network {

/// A token and its position in the text.
struct Token {
  std::string text;
  std::size_t at = 0;  ///< offset from the beginning of the text
};

/// The syntax of a step, before its name and members are interpreted.
struct ParsedStep {
  struct Option {
    Token key, value;
  };

  Token name;
  std::vector<Token> sizes;
  std::vector<Option> options;
  std::vector<std::vector<ParsedStep>> branches;  ///< empty without parentheses
};

/// Parses the syntax of a network (models/network/notation.h). Throws InputError.
std::vector<ParsedStep> parse_steps(std::string_view text);

/// Throws InputError with the line number, `what`, and an excerpt with a caret.
[[noreturn]] void fail_in(std::string_view text, std::size_t at, const std::string& what);

}  // namespace actsweep::network
