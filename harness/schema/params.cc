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

std::int64_t Params::integer(std::string_view key) const { return value(key).get<std::int64_t>(); }
double Params::real(std::string_view key) const { return value(key).get<double>(); }
bool Params::flag(std::string_view key) const { return value(key).get<bool>(); }
std::string Params::text(std::string_view key) const { return value(key).get<std::string>(); }
std::vector<double> Params::numbers(std::string_view key) const {
  std::istringstream words(text(key));
  return {std::istream_iterator<double>(words), {}};
}
Params Params::child(std::string_view key) const { return Params(value(key)); }
bool Params::has(std::string_view key) const { return !value(key).is_null(); }

}  // namespace actsweep
