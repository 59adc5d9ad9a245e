#pragma once

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>
#include <string>

namespace actsweep {

/// Visits all checkpointed state, member by member, to save or to restore it. Each part of a training (network,
/// optimizer, random streams, …) lists its members in one function, so that saving and restoring cannot disagree.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;

  /// Saves or restores a tensor. A defined tensor is restored in place, so that its views follow; an undefined one is
  /// replaced by a new tensor on the training's device, or stays undefined if it was undefined when saved.
  virtual void tensor(const std::string& name, at::Tensor& value) = 0;

  /// Saves or restores any value that nlohmann::json represents without loss.
  template <typename T>
  void value(const std::string& name, T& value) {
    nlohmann::json json;
    if (!is_restoring()) json = value;
    exchange(name, json);
    if (is_restoring()) value = json.get<T>();
  }

 protected:
  virtual bool is_restoring() const = 0;
  virtual void exchange(const std::string& name, nlohmann::json& value) = 0;
};

}  // namespace actsweep
