#include "harness/results/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>

namespace actsweep {
namespace {

constexpr std::size_t kMaxSlug = 100;  // leaves room for extensions within 255, the limit of file systems

/// `kind` and `kind.name` both mean the component.
std::string without_name(const std::string& key) {
  constexpr std::string_view suffix = ".name";
  return key.ends_with(suffix) ? key.substr(0, key.size() - suffix.size()) : key;
}

const std::map<std::string, std::string>& known_labels() {
  static const std::map<std::string, std::string> labels = {
      {"dataset", "Data set"},
      {"model", "Model"},
      {"model.activation", "Activation"},
      {"activation", "Activation"},
      {"model.depth", "Depth (layers)"},
      {"model.width", "Width (units)"},
      {"model.dropout", "Dropout rate"},
      {"model.dropouts", "Dropout rates by place"},
      {"model.batch_norm", "Batch normalization"},
      {"initializer", "Initializer"},
      {"optimizer", "Optimizer"},
      {"optimizer.lr", "Learning rate"},
      {"optimizer.momentum", "Momentum"},
      {"optimizer.nesterov", "Nesterov momentum"},
      {"optimizer.weight_decay", "Weight decay"},
      {"schedule", "Learning-rate schedule"},
      {"regularizer", "Regularizer"},
      {"loss", "Loss"},
      {"clip.norm", "Longest gradient"},
      {"clip.value", "Largest gradient entry"},
      {"noise.sigma", "Input noise σ"},
      {"noise.split", "Noise on"},
      {"mixup", "Mixup α"},
      {"mixup.alpha", "Mixup α"},
      {"augmentation", "Augmentation"},
      {"epochs", "Epochs"},
      {"epoch", "Epoch"},
      {"layer", "Layer"},
      {"preactivation", "Pre-activation"},
      {"batch_size", "Batch size"},
      {"limit_train", "Training images"},
      {"limit_test", "Test images"},
      {"validation", "Validation share"},
      {"seed", "Seed"},
  };
  return labels;
}

struct Known {
  std::string_view name;
  const char* label;
};

// The position determines color and marker in every figure: append, never reorder.
constexpr std::array kKnown = {
    Known{"relu", "ReLU"},
    Known{"swish", "Swish"},
    Known{"mish", "Mish"},
    Known{"gelu", "GELU"},
    Known{"elu", "ELU"},
    Known{"selu", "SELU"},
    Known{"tanh", "Tanh"},
    Known{"sigmoid", "Sigmoid"},
    Known{"leaky_relu", "Leaky ReLU"},
    Known{"prelu", "PReLU"},
    Known{"rrelu", "RReLU"},
    Known{"relu6", "ReLU6"},
    Known{"softplus", "SoftPlus"},
    Known{"celu", "CELU"},
    Known{"e_swish", "E-Swish"},
    Known{"hard_sigmoid", "Hard Sigmoid"},
    Known{"hardtanh", "Hardtanh"},
    Known{"tanhshrink", "Tanhshrink"},
    Known{"softshrink", "Softshrink"},
    Known{"hardshrink", "Hardshrink"},
    Known{"softsign", "Softsign"},
    Known{"logsigmoid", "LogSigmoid"},
    Known{"aria2", "Aria-2"},
    Known{"bents_identity", "Bent's Identity"},
    Known{"sqnl", "SQNL"},
    Known{"elish", "ELiSH"},
    Known{"hard_elish", "Hard ELiSH"},
    Known{"srelu", "SReLU"},
    Known{"isru", "ISRU"},
    Known{"isrlu", "ISRLU"},
    Known{"flatten_t_swish", "Flatten T-Swish"},
    Known{"soft_clipping", "Soft Clipping"},
    Known{"sinerelu", "SineReLU"},
    Known{"weighted_tanh", "Weighted Tanh"},
    Known{"lecun_tanh", "LeCun's Tanh"},
    Known{"thresholded_relu", "Thresholded ReLU"},
    Known{"penalized_tanh", "Penalized Tanh"},
    Known{"hard_swish", "Hard Swish"},
    Known{"identity", "Identity"},
};

const Known* find_known(const std::string& name) {
  const auto* known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.name == name; });
  return known == kKnown.end() ? nullptr : known;
}

}  // namespace

std::string value_text(const nlohmann::json& value) {
  if (value.is_null()) return "none";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump();
  const auto number = value.get<double>();
  return fmt::format("{}", number == 0 ? 0.0 : number);  // no "-0"
}

bool is_value(const nlohmann::json& value, const std::string& text) {
  if (!value.is_number()) return value_text(value) == text;
  double number = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end && number == value.get<double>();
}

std::string value_identity(const nlohmann::json& value) {
  const char type = value.is_number() ? 'n' : value.is_string() ? 's' : value.is_boolean() ? 'b' : 'o';
  // A double holds every integer up to 2^53.
  constexpr double kExact = 9007199254740992.0;
  if (value.is_number() && std::abs(value.get<double>()) < kExact) {
    return type + value_text(nlohmann::json(value.get<double>()));
  }
  return type + value_text(value);
}

std::string key_label(const std::string& key) {
  const auto known = known_labels().find(without_name(key));
  return known == known_labels().end() ? key : known->second;
}

std::string uncapitalized(std::string label) {
  const auto lower = [&](std::size_t at) { return std::islower(static_cast<unsigned char>(label[at])) != 0; };
  if (label.size() > 1 && lower(1)) {
    label[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(label[0])));
  }
  return label;
}

bool is_activation_key(const std::string& key) {
  const std::string component = without_name(key);
  return component == "activation" || component.ends_with(".activation");
}

std::string slug(std::string_view text, std::string_view fallback) {
  const auto is_separator = [](char c) { return c == '-' || c == '.'; };
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = byte < 0x80 && (std::isalnum(byte) != 0 || c == '_' || c == '.');
    const char next = kept ? static_cast<char>(std::tolower(byte)) : '-';
    if (is_separator(next) && (name.empty() || is_separator(name.back()))) continue;
    name += next;
    if (name.size() == kMaxSlug) break;
  }
  while (!name.empty() && is_separator(name.back())) name.pop_back();
  return name.empty() ? std::string(fallback) : name;
}

std::string activation_label(const std::string& name) {
  const Known* known = find_known(name);
  return known != nullptr ? known->label : name;
}

std::optional<std::size_t> activation_number(const std::string& name) {
  const Known* known = find_known(name);
  return known != nullptr ? std::optional(static_cast<std::size_t>(known - kKnown.data())) : std::nullopt;
}

std::string shown_value(const std::string& key, const nlohmann::json& value) {
  const std::string text = value_text(value);
  return is_activation_key(key) ? activation_label(text) : text;
}

}  // namespace actsweep
