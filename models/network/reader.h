#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/parsed_step.h"
#include "models/network/step.h"

namespace actsweep::network {

/// The values of placeholders; nullptr if they are not known.
struct Names {
  const std::map<std::string, std::int64_t>* values = nullptr;
  std::int64_t classes = 0;
};

/// Reads the members of a step, as listed by its `fields`, from its syntax. Throws InputError with the position in the
/// text and, where helpful, `usage`.
class Reader {
 public:
  Reader(std::string_view text, const ParsedStep& step, const Names& names, std::string usage)
      : text_(text), step_(step), names_(names), usage_(std::move(usage)) {
    for (const ParsedStep::Option& option : step.options) remaining_.push_back(&option);
  }

  template <typename T, typename... Bounds>
  void size(const char* name, T& value, Bounds... bounds) {
    read_member(name, next_size(fmt::format("{} is missing its {}: {}", step_.name.text, name, usage_)), value,
                bounds...);
  }

  template <typename T, typename... Bounds>
  void option(const char* name, T& value, Bounds... bounds) {
    if (const Token* given = find_option(name)) read_member(name, *given, value, bounds...);
  }

  void activation(std::string& name);
  void name(std::string& name);
  void classes(std::int64_t& classes) { classes = names_.classes; }
  /// Call after the last member. Throws InputError if sizes or options remain.
  void end() const;

  /// The text of members that contain placeholders without values.
  const std::map<std::string, std::string>& unresolved() const { return unresolved_; }

 private:
  template <typename T, typename... Bounds>
  void read_member(const char* name, const Token& token, T& value, Bounds... bounds) {
    Token filled = token;
    written_ = &token;
    if (fill(filled.text, token)) {
      read(filled, value, bounds...);
    } else {
      unresolved_[name] = token.text;
    }
  }

  const Token& next_size(const std::string& error);
  const Token* find_option(const std::string& name);
  /// Substitutes placeholders. Returns false if their values are not known.
  bool fill(std::string& text, const Token& token) const;
  [[noreturn]] void fail_value(const Token& token, const std::string& expected) const;

  void read(const Token& token, std::int64_t& value, std::int64_t min = 1) const;
  void read(const Token& token, Extent& value, std::int64_t min = 1) const;
  void read(const Token& token, Padding& value, std::int64_t min = 1) const;
  void read(const Token& token, double& value, const Range& range) const;
  void read(const Token& token, bool& value) const;
  void read(const Token& token, std::optional<bool>& value) const;

  std::string_view text_;
  const ParsedStep& step_;
  const Names& names_;
  std::string usage_;
  const Token* written_ = nullptr;                    ///< the token being read, before substitution
  std::size_t next_ = 0;                              ///< index of the next size
  std::vector<const ParsedStep::Option*> remaining_;  ///< options not read yet
  std::vector<std::string> known_;                    ///< names of all options
  std::map<std::string, std::string> unresolved_;
};

}  // namespace actsweep::network
