// Fuzzes files in MNIST's format, plain or gzipped. tools/fuzz gives: -max_len=1024
#include <cstddef>
#include <cstdint>

#include "datasets/idx.h"
#include "datasets/test_files.h"
#include "harness/fuzz/fuzzing.h"

namespace actsweep {
namespace {

constexpr std::uint32_t kHeight = 2, kWidth = 3;  // small images, so that small inputs hold several

/// Two folders of valid files except for one, which is the fuzzer's input: the images in one folder, the labels in the
/// other.
class Folders {
 public:
  Folders() {
    official_.component.name = "fuzzed";
    official_.height = kHeight;
    official_.width = kWidth;
    official_.class_names = {"zero", "one", "two"};
    official_.train_count = official_.test_count = 60000;
    const std::string images = testing::idx({2, kHeight, kWidth}, std::string(2 * kHeight * kWidth, '\1'));
    for (const char* fuzzed : {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
      const std::filesystem::path folder = root_ / fuzzed;
      for (const std::string part : {"train-", "t10k-"}) {
        testing::write_bytes(folder / (part + "images-idx3-ubyte"), images);
        testing::write_bytes(folder / (part + "labels-idx1-ubyte"), testing::idx_labels({1, 2}));
      }
      const std::filesystem::path replaced = folder / (std::string("train-") + fuzzed);
      std::filesystem::remove(replaced);
      std::filesystem::create_symlink(input_, replaced);
      folders_.push_back(folder);
    }
  }

  void read(const std::string& bytes) const {
    testing::write_bytes(input_, bytes);
    for (const std::filesystem::path& folder : folders_) {
      fuzz::may_reject([&] { fuzz::expect_valid(read_idx_folder(official_, folder)); });
    }
    // Up to the maximum number of records, which the folders reject because their other files have fewer.
    fuzz::may_reject([&] { check_size(read_idx(input_, {}, kMax), 1); });
    fuzz::may_reject([&] { check_size(read_idx(input_, {kHeight, kWidth}, kMax), kHeight * kWidth); });
  }

 private:
  static constexpr std::size_t kMax = 60000;

  static void check_size(const std::vector<std::uint8_t>& contents, std::size_t record) {
    const std::size_t records = contents.size() / record;
    if (contents.size() % record != 0 || records == 0 || records > kMax) fuzz::fail("wrong number of records");
  }

  const testing::TemporaryFolder root_;
  const std::filesystem::path input_ = root_ / "input";
  DatasetSpec official_;
  std::vector<std::filesystem::path> folders_;
};

}  // namespace
}  // namespace actsweep

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const actsweep::Folders folders;
  folders.read({reinterpret_cast<const char*>(data), size});
  return 0;
}
