#include "harness/train/processor.h"

#include <gtest/gtest.h>

#include "harness/train/test_config.h"
#include "harness/util/host.h"

namespace actsweep {
namespace {

TEST(Processor, HasANameOnEveryDevice) {
  EXPECT_EQ(processor_of(c10::kCPU), cpu_model());
  for (const c10::Device device : testing::devices()) {
    SCOPED_TRACE(device.str());
    EXPECT_NE(processor_of(device), "");
    if (device.is_cuda()) {
      EXPECT_EQ(processor_of(device).find("NVIDIA"), 0U) << processor_of(device);
    }
  }
}

}  // namespace
}  // namespace actsweep
