#include "harness/runner/devices.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using testing_support::error_of;
using Devices = std::vector<std::string>;

/// A machine's folders, with two GPUs.
class DevicesTest : public testing_support::StoreTest {
 protected:
  DevicesTest() {
    fs::create_directories(driver_ / "0000:01:00.0");
    fs::create_directories(driver_ / "0000:02:00.0");
    fs::create_directories(nodes_);
    for (const char* name : {"nvidiactl", "nvidia-uvm", "null"}) std::ofstream(nodes_ / name) << "";
  }
  int count(const char* visible) const { return count_gpus(visible, driver_, nodes_); }

  fs::path driver_ = folder_ / "gpus", nodes_ = folder_ / "dev";
};

TEST_F(DevicesTest, CountsWhatTheDriverLists) { EXPECT_EQ(count(nullptr), 2); }

TEST_F(DevicesTest, NodesOutweighTheDriversList) {
  std::ofstream(nodes_ / "nvidia1") << "";
  EXPECT_EQ(count(nullptr), 1);
}

TEST_F(DevicesTest, CountsOnlyWhatIsVisible) {
  EXPECT_EQ(count("1"), 1);
  EXPECT_EQ(count("0,1,2"), 2);
  EXPECT_EQ(count("0,-1,1"), 1);
  EXPECT_EQ(count(""), 0);
  EXPECT_EQ(count_gpus(nullptr, folder_ / "none", folder_ / "none"), 0);
}

TEST(ParseDevices, TakesWhatIsThere) {
  EXPECT_EQ(parse_devices("cpu", 2, true), Devices{"cpu"});
  EXPECT_EQ(parse_devices("cuda", 2, true), (Devices{"cuda:0", "cuda:1"}));
  EXPECT_EQ(parse_devices("cuda:1", 2, true), Devices{"cuda:1"});
  EXPECT_EQ(parse_devices("cuda:1,0", 2, true), (Devices{"cuda:1", "cuda:0"}));
}

TEST(ParseDevices, AutoNeedsAGpuAndATrainerThatCanUseIt) {
  EXPECT_EQ(parse_devices("auto", 1, true), Devices{"cuda:0"});
  EXPECT_EQ(parse_devices("auto", 1, false), Devices{"cpu"});
  EXPECT_EQ(parse_devices("auto", 0, true), Devices{"cpu"});
}

TEST(ParseDevices, SaysWhatIsWrong) {
  const auto error = [](const char* option, int gpus) { return error_of([&] { parse_devices(option, gpus, true); }); };
  EXPECT_EQ(error("cuda", 0), "--device cuda: this machine has no NVIDIA GPU (no /dev/nvidia0); use --device cpu");
  EXPECT_EQ(error("tpu", 1), "--device tpu: no such device; use auto, cpu, cuda, or GPUs as cuda:0,1");
  EXPECT_EQ(error("cuda:2", 2), "--device cuda:2: there is no GPU 2; this machine has 2 (0 to 1)");
  EXPECT_EQ(error("cuda:0,x", 2), "--device cuda:0,x: \"x\" is not the number of a GPU; write cuda:0 or cuda:0,1");
  EXPECT_EQ(error("cuda:", 2), "--device cuda:: \"\" is not the number of a GPU; write cuda:0 or cuda:0,1");
  EXPECT_EQ(error("cuda:0,0", 2), "--device cuda:0,0: GPU 0 is named twice");
  EXPECT_EQ(error_of([] { parse_devices("cuda", 1, false); }),
            "--device cuda: actsweep was built with a LibTorch without CUDA; build it with one that has it "
            "(docs/gpu-and-cluster.md, \"Which LibTorch\") or use --device cpu");
}

TEST(DefaultJobs, AreOneAGpuOrFillTheCores) {
  EXPECT_EQ(default_jobs({"cuda:0", "cuda:1"}, 4), 2);
  EXPECT_EQ(default_jobs({"cpu"}, 1), available_cores());
  EXPECT_EQ(default_jobs({"cpu"}, 1024), 1);
}

/// A trainer according to which cuda:1 lacks bfloat16, and which rejects unknown devices.
class Precisions : public ::testing::Test {
 protected:
  Precisions() : trainer_(fs::path(::testing::TempDir()) / fmt::format("actsweep-precisions-{}", getpid())) {
    std::ofstream(trainer_) << R"(#!/bin/sh
case "$3" in
  cuda:1) echo '{"float32": "", "bf16": "it is too old"}' ;;
  cpu | cuda:0) echo '{"float32": "", "bf16": ""}' ;;
  *) echo "no device $3"; exit 2 ;;
esac
)";
    fs::permissions(trainer_, fs::perms::owner_all);
  }
  ~Precisions() override { fs::remove(trainer_); }

  std::string error(const std::set<std::string>& precisions, const std::vector<std::string>& devices) {
    return error_of([&] { check_precisions(precisions, trainer_, devices); });
  }

  fs::path trainer_;
};

TEST_F(Precisions, ComeFromTheTrainer) {
  EXPECT_EQ(precisions_of(trainer_, "cuda:1"),
            (std::map<std::string, std::string>{{"bf16", "it is too old"}, {"float32", ""}}));
  EXPECT_THROW(precisions_of(trainer_, "tpu"), InputError);
}

TEST_F(Precisions, ThatADeviceLacksAreRejected) {
  EXPECT_EQ(error({"float32", "bf16"}, {"cpu", "cuda:0"}), "no error");
  EXPECT_EQ(error({"float32"}, {"tpu"}), "no error");  // every device supports it
  EXPECT_THAT(
      error({"float32", "bf16"}, {"cuda:0", "cuda:1"}),
      ::testing::StartsWith("precision: bf16 is not supported on cuda:1: it is too old; use precision=float32"));
}

}  // namespace
}  // namespace actsweep
