#include "harness/train/libtorch.h"

#include <gtest/gtest.h>

#include "harness/train/test_config.h"
#include "harness/util/host.h"

namespace actsweep {
namespace {

TEST(LibTorch, NamesTheProcessorOfEveryDevice) {
  EXPECT_EQ(processor_name(c10::kCPU), cpu_model());
  for (const c10::Device device : testing::devices()) {
    SCOPED_TRACE(device.str());
    EXPECT_NE(processor_name(device), "");
    if (device.is_cuda()) {
      EXPECT_EQ(processor_name(device).find("NVIDIA"), 0U) << processor_name(device);
    }
  }
}

}  // namespace
}  // namespace actsweep
