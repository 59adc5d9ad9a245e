#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actsweep::network {

/// A piece of a text, and where it stands.
struct Token {
  std::string text;
  std::size_t at = 0;  ///< from the text's beginning
};

/// A step as it is written, before anybody asks what its word means.
struct Phrase {
  struct Option {
    Token key, value;
  };

  Token word;
  std::vector<Token> sizes;
  std::vector<Option> options;
  std::vector<std::vector<Phrase>> branches;  ///< none without parentheses
};

/// The phrases of a text of the notation (models/network/notation.h). Throws InputError.
std::vector<Phrase> phrases(std::string_view text);

/// Throws InputError: the line, what is wrong, and the line with a caret below.
[[noreturn]] void fail_in(std::string_view text, std::size_t at, const std::string& what);

}  // namespace actsweep::network
