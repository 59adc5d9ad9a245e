#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace actsweep {

/// A YAML value with its place, for messages. Plain data, fully checked: no cycles, no duplicate keys.
struct YamlValue {
  struct Entry;
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;
  std::string text;     ///< of a scalar
  bool quoted = false;  ///< a quoted scalar is always a string
  std::vector<YamlValue> items;
  std::vector<Entry> entries;
  std::string place;  ///< "experiments/a.yaml:12:5", or "command line, epochs=abc"

  bool is_scalar() const { return kind == Kind::kScalar; }
  /// The value of a mapping's key; nullptr without one.
  const YamlValue* find(std::string_view key) const;
  /// The value in messages: its text, or "a list", "a mapping", "nothing".
  std::string shown() const;
};

/// One key of a mapping.
struct YamlValue::Entry {
  YamlValue key, value;
};

/// Throws InputError with the value's place: "PLACE: KEY: MESSAGE".
[[noreturn]] void fail_at(const YamlValue& value, const std::string& key, const std::string& message,
                          const std::vector<std::string>& excerpt = {});
[[noreturn]] void fail_at(const std::string& place, const std::string& key, const std::string& message,
                          const std::vector<std::string>& excerpt = {});

/// The maximum length of a text. yaml-cpp needs half a second for it.
inline constexpr std::size_t kMaxYamlBytes = 1 << 20;

/// Parses one document. Throws InputError, with line and column, for malformed YAML, a second document, a duplicate
/// key, a merge key, a tag, an alias inside its own anchor, control characters, invalid UTF-8, and excessive size or
/// depth. Places call the text `name`.
YamlValue parse_yaml(const std::string& text, const std::string& name);

/// The parts of a text between its commas, one more than commas.
std::vector<std::string> split_at_commas(const std::string& text);

/// Parses the value of a command-line override: YAML flow syntax, or values separated by commas, without brackets.
YamlValue parse_override_value(const std::string& text, const std::string& place);

}  // namespace actsweep
