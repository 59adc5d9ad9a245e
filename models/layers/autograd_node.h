#pragma once

#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace actsweep {

/// A node of autograd's graph, held as LibTorch holds them: late versions of 2.x have a pointer of their own for that.
template <typename NodeType, typename... Arguments>
auto make_node(Arguments&&... arguments) {
  if constexpr (std::is_base_of_v<c10::intrusive_ptr_target, torch::autograd::Node>) {
    return c10::make_intrusive<NodeType>(std::forward<Arguments>(arguments)...);
  } else {
    return std::make_shared<NodeType>(std::forward<Arguments>(arguments)...);
  }
}

}  // namespace actsweep
