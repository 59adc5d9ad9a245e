#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace actsweep {

/// A configuration value as a reader sees it: texts without quotes, numbers as short as they can be, null as "none".
std::string value_text(const nlohmann::json& value);

/// Equal for equal values and different for different ones: 1 and 1.0 are the same, 1 and "1" are not.
std::string value_identity(const nlohmann::json& value);

/// Whether a text names the value: numbers by what they are ("1e-3" is 0.001), everything else as value_text() has it.
bool is_value(const nlohmann::json& value, const std::string& text);

/// "Input noise σ" for noise.sigma; the key itself where none is known.
std::string key_label(const std::string& key);

/// A label for the middle of a sentence: "learning rate", but "L2 penalty".
std::string uncapitalized(std::string label);

/// Whether the key names an activation: such values have a color of their own everywhere.
bool is_activation_key(const std::string& key);

/// The name as papers write it: "ReLU" for relu. Other names are returned as they are.
std::string activation_label(const std::string& name);

/// The position among the activations that have such a name, which fixes their styles; none for any other.
std::optional<std::size_t> activation_number(const std::string& name);

/// A value of a key as figures and tables show it: activations as papers write them.
std::string shown_value(const std::string& key, const nlohmann::json& value);

/// A safe file name of at most 100 characters: lower-case letters, digits, '_', '-' and single inner dots; what else
/// there is becomes '-'. `fallback` where nothing is left.
std::string slug(std::string_view text, std::string_view fallback);

}  // namespace actsweep
