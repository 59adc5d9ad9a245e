#include "harness/runner/checkpoint_folder.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class CheckpointFolderTest : public testing::Test {
 protected:
  CheckpointFolderTest() {
    folder_ = fs::temp_directory_path() / ("actsweep-checkpoints-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "a.db.checkpoints");
  }
  ~CheckpointFolderTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& contents) const {
    std::ofstream(folder_ / "a.db.checkpoints" / name, std::ios::binary) << contents;
  }
  /// A safetensors file with this header and some bytes of tensors.
  static std::string file_with(const std::string& header) {
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size() & 0xff);
    bytes[1] = static_cast<char>(header.size() >> 8);
    return bytes + header + "tensors";
  }
  std::vector<CheckpointInfo> list(const std::string& trial) const {
    return CheckpointFolder(folder_ / "a.db").list(trial);
  }

  fs::path folder_;
};

TEST_F(CheckpointFolderTest, ListsCheckpointsWithTheirHeaders) {
  write("ab-1234.safetensors",
        file_with(
            R"({"__metadata__": {"value.steps": "30", "value.history": "[{}, {}]", "identity.LibTorch": "1.13.1"}})"));
  write("ab-1234.best.safetensors", file_with("{}"));
  write("abc-1234.safetensors", file_with("{}"));
  write("ab-1234.safetensors.part99", "");
  const auto found = list("ab");
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0].kind, "best");
  EXPECT_EQ(found[0].steps, std::nullopt);
  EXPECT_EQ(found[1].kind, "");
  EXPECT_EQ(found[1].data_sha256, "1234");
  EXPECT_EQ(found[1].steps, 30);
  EXPECT_EQ(found[1].epochs, 2);
  EXPECT_THAT(found[1].identity, ElementsAre(Pair("LibTorch", "1.13.1")));
  EXPECT_EQ(found[1].bytes, fs::file_size(found[1].file));
  EXPECT_THAT(list("other"), IsEmpty());
}

TEST_F(CheckpointFolderTest, ListsDamagedFilesWithoutSteps) {
  const std::string whole = file_with(R"({"__metadata__": {"value.steps": "30"}})");
  for (const std::string& damaged : {std::string(), std::string("short"), whole.substr(0, 20), std::string(8, '\xff'),
                                     file_with("[1]"), file_with(R"({"__metadata__": {"value.steps": 3}})"),
                                     file_with(R"({"__metadata__": {"value.steps": "x", "value.history": "["}})")}) {
    write("ab-1234.safetensors", damaged);
    const auto found = list("ab");
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0].steps, std::nullopt);
    EXPECT_EQ(found[0].epochs, 0);
  }
}

TEST_F(CheckpointFolderTest, IsEmptyWithoutAFolder) {
  EXPECT_THAT(CheckpointFolder("/nowhere/a.db").list("ab"), IsEmpty());
}

}  // namespace
}  // namespace actsweep
