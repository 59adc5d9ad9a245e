#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/network/step.h"

/// The text of steps and their documentation, shared by reading (reader.h) and writing.
namespace actsweep::network {

inline constexpr const char* kRepeat = "repeat";
inline constexpr const char* kSame = "same";
inline constexpr const char* kWindow = "window";

/// Calls f with a default value of each kind of step until f returns true.
template <typename F, std::size_t... I>
bool any_kind(F f, std::index_sequence<I...>) {
  return (f(std::variant_alternative_t<I, AnyStep>{}) || ...);
}
template <typename F>
bool any_kind(F f) {
  return any_kind(f, std::make_index_sequence<std::variant_size_v<AnyStep>>{});
}

inline std::vector<std::string> all_words() {
  std::vector<std::string> all = {kRepeat};
  any_kind([&]<typename Kind>(Kind) {
    all.emplace_back(Kind::word);
    return false;
  });
  return all;
}

inline std::string text_of(std::int64_t value) { return std::to_string(value); }
inline std::string text_of(double value) { return fmt::format("{}", value); }
inline std::string text_of(bool value) { return value ? "true" : "false"; }
inline std::string text_of(const Extent& value) { return to_string(value); }
inline std::string text_of(const std::optional<bool>& value) { return value ? text_of(*value) : "auto"; }

/// Collects the members of a step as text.
struct Writer {
  struct Field {
    std::string name, text;
    bool is_size = false;
  };

  void size(const char* name, const auto& value, auto&&...) { fields.push_back({name, text_of(value), true}); }
  /// Unset padding is "same"; an unset pooling stride is "window".
  void option(const char* name, const Padding& value, auto&&...) {
    const char* const unset = std::string_view(name) == "padding" ? kSame : kWindow;
    fields.push_back({name, value ? to_string(*value) : unset});
  }
  void option(const char* name, const auto& value, auto&&...) { fields.push_back({name, text_of(value)}); }
  void activation(const std::string& name) {
    if (!name.empty()) fields.push_back({"activation", name, true});
  }
  void name(const std::string& text) { fields.push_back({"name", text, true}); }
  void classes(std::int64_t) {}

  std::vector<Field> fields;
};

template <typename Kind>
std::vector<Writer::Field> fields_of(const Kind& kind) {
  Writer writer;
  Kind::fields(kind, writer);
  return writer.fields;
}

/// The text of a step without nested steps and default options. `instead` replaces the text of members.
template <typename Kind>
std::string head_of(const Kind& kind, const std::map<std::string, std::string>& instead = {}) {
  std::string text = Kind::word;
  const auto fields = fields_of(kind), defaults = fields_of(Kind{});
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto other = instead.find(fields[i].name);
    const std::string& value = other == instead.end() ? fields[i].text : other->second;
    if (fields[i].is_size) {
      text += " " + value;
    } else if (value != defaults[defaults.size() - fields.size() + i].text) {
      text += fmt::format(" {}={}", fields[i].name, value);
    }
  }
  return text;
}

inline std::string in_parentheses(const std::string& head, const std::vector<std::string>& branches) {
  std::string inside = fmt::format("{}", fmt::join(branches, " | "));
  if (inside.starts_with(' ')) inside.erase(0, 1);  // from an empty branch
  if (inside.ends_with(' ')) inside.pop_back();
  return fmt::format("{}{}({})", head, head.find(' ') == std::string::npos ? "" : " ", inside);
}
/// Options with their defaults, such as "[stride=1] [padding=same]".
template <typename Kind>
std::string options_of() {
  std::vector<std::string> options;
  for (const Writer::Field& field : fields_of(Kind{})) {
    if (!field.is_size) options.push_back(fmt::format("[{}={}]", field.name, field.text));
  }
  if constexpr (std::is_same_v<Kind, Act>) options.emplace_back("[ACTIVATION]");
  return fmt::format("{}", fmt::join(options, " "));
}

/// Such as "conv FILTERS KERNEL" or "residual (steps | steps)", optionally with options_of().
template <typename Kind>
std::string usage_of(bool with_options) {
  std::string text = Kind::word;
  for (const Writer::Field& field : fields_of(Kind{})) {
    if (!field.is_size) continue;
    std::string upper = field.name;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
    text += " " + upper;
  }
  if (with_options && !options_of<Kind>().empty()) text += " " + options_of<Kind>();
  if constexpr (HoldsSteps<Kind>) {
    text += Kind::max_branches == 1 ? " (steps)" : Kind::max_branches == 2 ? " (steps | steps)" : " (steps | ...)";
  }
  return text;
}

inline std::string repeat_usage() { return "repeat TIMES (steps)"; }

}  // namespace actsweep::network
