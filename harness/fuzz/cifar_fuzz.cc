// Fuzzes batches and class names of CIFAR-10 and CIFAR-100. tools/fuzz gives: -max_len=9300 -len_control=0
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "datasets/registry.h"
#include "datasets/test_files.h"
#include "harness/fuzz/fuzzing.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// One data folder for each file of each data set: all files are valid except this one, which is the fuzzer's input.
class Folders {
 public:
  Folders() {
    const std::string pixels(std::size_t{3} * 32 * 32, '\x80');
    for (const char* fuzzed : {"data_batch_2.bin", "batches.meta.txt"}) {
      const fs::path folder = add("cifar10", fuzzed) / "cifar-10-batches-bin";
      for (const char* batch : {"data_batch_1.bin", "test_batch.bin"})
        testing::write_bytes(folder / batch, "\3" + pixels);
      fs::create_symlink(input_, folder / fuzzed);
    }
    for (const char* fuzzed : {"train.bin", "test.bin", "fine_label_names.txt"}) {
      const fs::path folder = add("cifar100", fuzzed) / "cifar-100-binary";
      fs::create_directories(folder);
      fs::create_symlink(input_, folder / fuzzed);
      for (const char* batch : {"train.bin", "test.bin"}) {
        if (batch != std::string(fuzzed)) testing::write_bytes(folder / batch, "\3\x63" + pixels);
      }
    }
  }

  void read(const std::string& bytes) const {
    testing::write_bytes(input_, bytes);
    for (const Set& set : sets_) {
      fuzz::may_reject([&] {
        const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", set.name}}), {{set.folder}});
        fuzz::expect_valid(dataset);
        if (set.is_batch && !ends_with(dataset.train, bytes) && !ends_with(dataset.test, bytes)) {
          fuzz::fail("the images differ from the file");
        }
      });
    }
  }

 private:
  struct Set {
    std::string name;
    fs::path folder;
    bool is_batch;  ///< whether the fuzzer's input contains images
  };

  fs::path add(const std::string& name, const std::string& fuzzed) {
    sets_.push_back({name, root_ / std::to_string(sets_.size()), fuzzed.ends_with(".bin")});
    return sets_.back().folder;
  }

  /// Whether the last image of `part` is the end of `bytes`.
  static bool ends_with(const ImageSet& part, const std::string& bytes) {
    const std::ptrdiff_t image = 3 * 32 * 32;
    return std::ssize(part.pixels) >= image &&
           bytes.ends_with(std::string(part.pixels.end() - image, part.pixels.end()));
  }

  const testing::TemporaryFolder root_;
  const fs::path input_ = root_ / "input";
  std::vector<Set> sets_;
};

}  // namespace
}  // namespace actsweep

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const actsweep::Folders folders;
  folders.read({reinterpret_cast<const char*>(data), size});
  return 0;
}
