#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "models/layers/network_module.h"
#include "models/network/notation.h"
#include "models/network/output_shape.h"

namespace actsweep {
namespace {

/// LibTorch's rule is not written down but in its code: all small windows are compared with it.
TEST(Pooling, GivesTheShapeOfItsDescription) {
  RandomStream dropout{0, "dropout"};
  const Params activation(nlohmann::json{{"name", "relu"}});
  for (std::int64_t pixels = 1; pixels <= 9; ++pixels) {
    for (std::int64_t window = 1; window <= std::min<std::int64_t>(pixels, 4); ++window) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (std::int64_t padding = 0; padding <= window / 2; ++padding) {
          for (const bool ceil : {false, true}) {
            const network::MaxPool pool{.window = window, .stride = Extent(stride), .padding = padding, .ceil = ceil};
            const Task task{{1, pixels, pixels + 1}, 10};
            const Shape shape = network::output_shape(pool, task.input);
            const LayerPtr module = make_network({pool}, activation, {.task = task, .dropout = dropout});
            EXPECT_EQ(module->forward(at::zeros({1, 1, pixels, pixels + 1})).sizes(),
                      at::IntArrayRef({1, 1, shape.height, shape.width}))
                << network::head(pool) << " of " << to_string(task.input);
          }
        }
      }
    }
  }
}

TEST(Pooling, TakesTheGreatestValueOfAWindowThatEndsOutside) {
  RandomStream dropout{0, "dropout"};
  const LayerPtr module =
      make_network({network::MaxPool{.window = 2, .ceil = true}}, Params(nlohmann::json{{"name", "relu"}}),
                   {.task = {{1, 1, 3}, 10}, .dropout = dropout});
  const at::Tensor row = at::tensor({-3.F, -2.F, -1.F}).view({1, 1, 1, 3});
  EXPECT_TRUE(module->forward(row).flatten().equal(at::tensor({-2.F, -1.F})));
}

}  // namespace
}  // namespace actsweep
