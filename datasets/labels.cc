#include "datasets/labels.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {

void check_labels(const std::vector<Label>& labels, std::size_t classes, const std::filesystem::path& path) {
  const auto wrong = std::find_if(labels.begin(), labels.end(),
                                  [&](Label label) { return static_cast<std::size_t>(label) >= classes; });
  if (wrong == labels.end()) return;
  throw InputError(fmt::format("{}: label {} of record {} (the first is 0) is out of range, expected 0 to {}",
                               path.string(), *wrong, grouped(static_cast<std::uint64_t>(wrong - labels.begin())),
                               classes - 1));
}

}  // namespace actsweep
