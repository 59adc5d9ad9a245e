#include "datasets/grouped.h"

#include <fmt/format.h>

#include <locale>

namespace actsweep {
namespace {

struct Commas : std::numpunct<char> {
  char do_thousands_sep() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

std::string grouped(std::uint64_t number) {
  static const std::locale locale(std::locale::classic(), new Commas);
  return fmt::format(locale, "{:L}", number);
}

}  // namespace actsweep
