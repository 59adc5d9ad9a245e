#include "harness/train/safetensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

using ::testing::HasSubstr;

class Safetensors : public ::testing::Test {
 protected:
  Safetensors() {
    folder_ = std::filesystem::temp_directory_path() / ("actsweep-safetensors-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~Safetensors() override { std::filesystem::remove_all(folder_); }

  /// The error of reading the file; "" without one.
  std::string error() const {
    try {
      read_safetensors(path());
      return "";
    } catch (const InputError& e) {
      return e.what();
    }
  }

  std::filesystem::path path() const { return folder_ / "a.safetensors"; }

  std::filesystem::path folder_;
  TensorFile file_{{{"bytes", at::arange(5, at::kByte)},
                    {"double", at::full({}, 1.0 / 3, at::kDouble)},
                    {"empty", at::empty({0, 3})},
                    {"half", at::tensor({1.5F, -2.0F}).to(at::kBFloat16)},
                    {"long", at::tensor({-1L, 1L << 40})},
                    {"matrix", at::arange(6).reshape({2, 3}).to(at::kFloat).t()}},
                   {{"text", "with \"quotes\"\nand lines"}}};
};

TEST_F(Safetensors, RoundTrip) {
  write_safetensors(path(), file_);
  const TensorFile read = read_safetensors(path());
  EXPECT_EQ(read.texts, file_.texts);
  ASSERT_EQ(read.tensors.size(), file_.tensors.size());
  for (const auto& [name, tensor] : file_.tensors) {
    EXPECT_EQ(read.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(read.tensors.at(name).equal(tensor)) << name;
  }
}

/// The specified layout: length, header padded with spaces, contents without gaps.
TEST_F(Safetensors, FollowTheSpecifiedLayout) {
  write_safetensors(path(), {{{"w", at::tensor({1.0F, 2.0F})}}, {}});
  const std::string bytes = read_file(path());
  const auto length = static_cast<unsigned char>(bytes[0]) + 256U * static_cast<unsigned char>(bytes[1]);
  EXPECT_EQ(bytes.substr(2, 6), std::string(6, '\0'));
  EXPECT_EQ(length % 8, 0U);
  EXPECT_THAT(bytes.substr(8, length), HasSubstr(R"("w":{"data_offsets":[0,8],"dtype":"F32","shape":[2]})"));
  EXPECT_EQ(bytes.substr(8 + length), std::string("\0\0\x80\x3f\0\0\0\x40", 8));
}

TEST_F(Safetensors, DetectAnyFlippedBit) {
  write_safetensors(path(), file_);
  const std::string whole = read_file(path());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
    write_file_atomically(path(), damaged);
    EXPECT_THAT(error(), HasSubstr(path().string() + " is damaged: ")) << i;
  }
}

TEST_F(Safetensors, DetectTruncation) {
  write_safetensors(path(), file_);
  const std::string whole = read_file(path());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_file_atomically(path(), whole.substr(0, size));
    EXPECT_THAT(error(), HasSubstr("is damaged: ")) << size;
  }
}

TEST_F(Safetensors, NameAFileThatCannotBeWritten) {
  try {
    write_safetensors("/proc/a.safetensors", file_);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/proc/a.safetensors"));
  }
}

}  // namespace
}  // namespace actsweep
