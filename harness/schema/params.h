#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// The parameters of one component of a resolved trial. They are valid and complete, because configurations are checked
/// against the component's declaration. Reading an undeclared key is a bug and throws std::logic_error.
class Params {
 public:
  /// `resolved` is a component's object in a resolved configuration: {"name": "mlp", "depth": 3, …}.
  explicit Params(nlohmann::json resolved) : resolved_(std::move(resolved)) {}

  std::string name() const { return text("name"); }
  std::int64_t integer(std::string_view key) const { return value(key).get<std::int64_t>(); }
  double real(std::string_view key) const { return value(key).get<double>(); }
  bool flag(std::string_view key) const { return value(key).get<bool>(); }
  std::string text(std::string_view key) const { return value(key).get<std::string>(); }
  std::vector<double> numbers(std::string_view key) const;
  /// The parameters of a nested component or group.
  Params child(std::string_view key) const { return Params(value(key)); }
  /// Whether the component declares a key.
  bool declares(std::string_view key) const { return resolved_.contains(key); }
  /// Whether an optional key is set.
  bool has(std::string_view key) const { return !value(key).is_null(); }

 private:
  const nlohmann::json& value(std::string_view key) const;
  nlohmann::json resolved_;
};

}  // namespace actsweep
