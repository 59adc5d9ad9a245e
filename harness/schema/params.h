#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// The parameters of one component of a resolved trial, as its code reads them: checked and complete, because the
/// configuration was validated against the component's declaration. Reading a key that is not declared is a mistake in
/// our code and throws std::logic_error.
class Params {
 public:
  /// `resolved` is a component's object in a resolved configuration: {"name": "mlp", "depth": 3, …}.
  explicit Params(nlohmann::json resolved) : resolved_(std::move(resolved)) {}

  std::string name() const { return text("name"); }
  std::int64_t integer(std::string_view key) const;
  double real(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::string text(std::string_view key) const;
  std::vector<double> numbers(std::string_view key) const;
  /// The parameters of a component or group that lies below this one.
  Params child(std::string_view key) const;
  /// Whether a key is declared at all: components of one kind differ in theirs.
  bool declares(std::string_view key) const { return resolved_.contains(key); }
  /// Whether an optional key was given a value.
  bool has(std::string_view key) const;

 private:
  const nlohmann::json& value(std::string_view key) const;
  nlohmann::json resolved_;
};

}  // namespace actsweep
