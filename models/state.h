#pragma once

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>
#include <string>

namespace actsweep {

/// Visits all checkpointed state, member by member. Each part of a training (network, optimizer, random streams, …)
/// lists its named members once, for both saving and loading, so the two cannot disagree.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;

  /// Saves or loads a tensor. Loading copies into a defined tensor in place, so its views stay valid; otherwise it
  /// creates a new tensor on the training device. A tensor saved as undefined is loaded as undefined.
  virtual void tensor(const std::string& name, at::Tensor& value) = 0;

  /// Saves or loads any value that nlohmann::json converts losslessly in both directions.
  template <typename T>
  void value(const std::string& name, T& value) {
    nlohmann::json json;
    if (!is_loading()) json = value;
    exchange(name, json);
    if (is_loading()) value = json.get<T>();
  }

 protected:
  virtual bool is_loading() const = 0;
  virtual void exchange(const std::string& name, nlohmann::json& value) = 0;
};

}  // namespace actsweep
