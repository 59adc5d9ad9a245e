#pragma once

#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace actsweep {

/// Makes an autograd node with the kind of pointer LibTorch uses: std::shared_ptr, or c10::intrusive_ptr in recent 2.x
/// versions.
template <typename NodeType, typename... Arguments>
auto make_node(Arguments&&... arguments) {
  if constexpr (std::is_base_of_v<c10::intrusive_ptr_target, torch::autograd::Node>) {
    return c10::make_intrusive<NodeType>(std::forward<Arguments>(arguments)...);
  } else {
    return std::make_shared<NodeType>(std::forward<Arguments>(arguments)...);
  }
}

}  // namespace actsweep
