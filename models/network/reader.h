#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/phrase.h"
#include "models/network/step.h"

namespace actsweep::network {

/// Values of names; none where only the text is known.
struct Names {
  const std::map<std::string, std::int64_t>* values = nullptr;
  std::int64_t classes = 0;
};

/// Reads the members of one step, as its `fields` lists them, from its phrase. Throws InputError, with the place in the
/// text and, where it helps, `usage`.
class Reader {
 public:
  Reader(std::string_view text, const Phrase& phrase, const Names& names, std::string usage)
      : text_(text), phrase_(phrase), names_(names), usage_(std::move(usage)) {
    for (const Phrase::Option& option : phrase.options) left_.push_back(&option);
  }

  template <typename T, typename... Bounds>
  void size(const char* name, T& value, Bounds... bounds) {
    take(name, next_size(fmt::format("{} lacks its {}: {}", phrase_.word.text, name, usage_)), value, bounds...);
  }

  template <typename T, typename... Bounds>
  void option(const char* name, T& value, Bounds... bounds) {
    if (const Token* given = find_option(name)) take(name, *given, value, bounds...);
  }

  void activation(std::string& name);
  void name(std::string& name);
  void classes(std::int64_t& classes) { classes = names_.classes; }
  /// After the last member: nothing may be left.
  void end() const;

  /// Members whose names are still to be put in, as they are written.
  const std::map<std::string, std::string>& unknown() const { return unknown_; }

 private:
  template <typename T, typename... Bounds>
  void take(const char* name, const Token& token, T& value, Bounds... bounds) {
    Token filled = token;
    written_ = &token;
    if (fill(filled.text, token)) {
      read(filled, value, bounds...);
    } else {
      unknown_[name] = token.text;
    }
  }

  const Token& next_size(const std::string& lacking);
  const Token* find_option(const std::string& name);
  /// Puts the values in; false where one is not known yet.
  bool fill(std::string& text, const Token& token) const;
  [[noreturn]] void fail_value(const Token& token, const std::string& right) const;

  void read(const Token& token, std::int64_t& value, std::int64_t least = 1) const;
  void read(const Token& token, Extent& value, std::int64_t least = 1) const;
  void read(const Token& token, Padding& value, std::int64_t least = 1) const;
  void read(const Token& token, double& value, const Range& range) const;
  void read(const Token& token, bool& value) const;
  void read(const Token& token, std::optional<bool>& value) const;

  std::string_view text_;
  const Phrase& phrase_;
  const Names& names_;
  std::string usage_;
  const Token* written_ = nullptr;           ///< what is being read, before values are put in
  std::size_t next_ = 0;                     ///< of the sizes
  std::vector<const Phrase::Option*> left_;  ///< options that no member has taken
  std::vector<std::string> known_;           ///< options that there are
  std::map<std::string, std::string> unknown_;
};

}  // namespace actsweep::network
