// Fuzzes an experiment file, a file that it may extend, and command-line overrides; see read().
// tools/fuzz gives: -max_len=6000 experiments
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/test_files.h"
#include "harness/config/grid.h"
#include "harness/config/override.h"
#include "harness/fuzz/fuzzing.h"
#include "harness/site/report_request.h"
#include "harness/util/error.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

std::vector<std::string> split(const std::string& text, std::string_view separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + separator.size()) {
    end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return parts;
}

/// Materializes the first points of a grid, like a run.
void expand(const Experiment& experiment) {
  constexpr std::uint64_t kMaxPoints = 20;
  const Grid grid = site::prepare(experiment).grid;
  std::uint64_t points = 0;
  grid.for_each([&](const Point& point) {
    if (++points > kMaxPoints) return;
    const Trial trial = grid.trial(point);
    if (trial.id != to_string(point.id)) fuzz::fail("the id of a trial does not match its point");
    static_cast<void>(trial.config.dump());
    try {
      describe_model(Params(trial.config.at("model")), {{.channels = 3, .height = 32, .width = 32}, 10});
    } catch (const InputError&) {  // the model does not fit the images
    }
  });
  if (points != grid.size()) fuzz::fail("the grid has the wrong size");
  grid.axes();
}

/// The folder of the experiment, with the base files that the project's experiments extend.
class Folder {
 public:
  Folder() {
    const std::filesystem::path bases = "experiments/paper/base";
    if (std::filesystem::exists(bases)) {
      std::filesystem::create_directory_symlink(std::filesystem::absolute(bases), folder_ / "base");
    }
  }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  const testing::TemporaryFolder folder_;
};

/// The input has three parts: the experiment, which may extend base.yaml; base.yaml; and overrides, one per line.
void read(const std::string& input) {
  static const Folder folder;
  std::vector<std::string> parts = split(input, "\n====\n");
  parts.resize(3);
  testing::write_bytes(folder / "e.yaml", parts[0]);
  testing::write_bytes(folder / "base.yaml", parts[1]);
  const std::vector<std::string> overrides = parts[2].empty() ? std::vector<std::string>{} : split(parts[2], "\n");
  for (const std::string& text : overrides) fuzz::may_reject([&] { parse_override(text); });
  fuzz::may_reject([&] { expand(ExperimentFile(folder / "e.yaml").experiment(overrides)); });
}

}  // namespace
}  // namespace actsweep

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  actsweep::read({reinterpret_cast<const char*>(data), size});
  return 0;
}
