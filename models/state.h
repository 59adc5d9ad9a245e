#pragma once

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>
#include <string>

namespace actsweep {

/// To whom the parts of a training (network, optimizer, random streams, …) tell what they are at one moment, member by
/// member under names. Each part lists its members in one place, for keeping them and for taking them back, so that
/// neither can forget what the other knows.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;

  /// Keeps the tensor's contents, or gives it those that were kept: in place where it is defined, so that views follow,
  /// else as a new tensor on the training's device. An undefined tensor stays so.
  virtual void tensor(const std::string& name, at::Tensor& value) = 0;

  /// The same for whatever nlohmann::json converts from and to without loss.
  template <typename T>
  void value(const std::string& name, T& value) {
    nlohmann::json json;
    if (!takes_back()) json = value;
    exchange(name, json);
    if (takes_back()) value = json.get<T>();
  }

 protected:
  virtual bool takes_back() const = 0;
  virtual void exchange(const std::string& name, nlohmann::json& value) = 0;
};

}  // namespace actsweep
