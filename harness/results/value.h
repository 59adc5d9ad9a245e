#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace actsweep {

/// A configuration value for readers: texts without quotes, numbers as short as possible, null as "none".
std::string value_text(const nlohmann::json& value);

/// A text that is equal exactly for equal values: 1 equals 1.0, but not "1".
std::string value_identity(const nlohmann::json& value);

/// Whether a text means the value: numbers compare as numbers ("1e-3" is 0.001), everything else as value_text().
bool is_value(const nlohmann::json& value, const std::string& text);

/// "Input noise σ" for noise.sigma; the key itself if it has no label.
std::string key_label(const std::string& key);

/// A label for the middle of a sentence: "learning rate", but "L2 penalty".
std::string uncapitalized(std::string label);

/// Whether the key names an activation, whose values have the same color everywhere.
bool is_activation_key(const std::string& key);

/// The name as papers write it: "ReLU" for relu. Returns unknown names unchanged.
std::string activation_label(const std::string& name);

/// The position among the activations with a label, which determines their style; none for any other.
std::optional<std::size_t> activation_number(const std::string& name);

/// A value as figures and tables show it: activations by their labels.
std::string shown_value(const std::string& key, const nlohmann::json& value);

/// A safe file name of at most 100 characters: lower-case letters, digits, '_', '-' and single inner dots; everything
/// else becomes '-'. `fallback` if nothing remains.
std::string slug(std::string_view text, std::string_view fallback);

}  // namespace actsweep
