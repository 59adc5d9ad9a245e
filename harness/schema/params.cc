#include "harness/schema/params.h"

#include <fmt/format.h>

#include <iterator>
#include <sstream>
#include <stdexcept>

namespace actsweep {

const nlohmann::json& Params::value(std::string_view key) const {
  const auto found = resolved_.find(key);
  if (found == resolved_.end()) {
    throw std::logic_error(fmt::format("{} is not declared by {}", key, resolved_.dump()));
  }
  return *found;
}

std::vector<double> Params::numbers(std::string_view key) const {
  std::istringstream words(text(key));
  return {std::istream_iterator<double>(words), {}};
}

}  // namespace actsweep
