#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/network/notation.h"
#include "models/network/words.h"

namespace actsweep::network {
namespace {

/// How many times the `period` steps at `from` occur in succession.
std::size_t repetitions(const Steps& steps, std::size_t from, std::size_t period) {
  std::size_t times = 1;
  while (from + (times + 1) * period <= steps.size() &&
         std::equal(steps.begin() + static_cast<std::ptrdiff_t>(from),
                    steps.begin() + static_cast<std::ptrdiff_t>(from + period),
                    steps.begin() + static_cast<std::ptrdiff_t>(from + times * period))) {
    ++times;
  }
  return times;
}

std::string write_one(const Step& step) {
  return std::visit(
      []<typename Kind>(const Kind& kind) {
        if constexpr (HoldsSteps<Kind>) {
          std::vector<std::string> texts;
          for (const Steps& branch : kind.branches) texts.push_back(write(branch));
          return in_parentheses(head_of(kind), texts);
        } else {
          return head_of(kind);
        }
      },
      step.any());
}

}  // namespace

std::string write(const Steps& steps) {
  constexpr std::size_t kMaxPeriod = 6;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t period = 1, times = 1;
    for (std::size_t p = 1; p <= kMaxPeriod && i + p <= steps.size(); ++p) {
      const std::size_t found = repetitions(steps, i, p);
      if (found > 1 && found * p > times * period) period = p, times = found;
    }
    std::vector<std::string> part;
    for (std::size_t k = i; k < i + period; ++k) part.push_back(write_one(steps[k]));
    const std::string joined = fmt::format("{}", fmt::join(part, "; "));
    texts.push_back(times > 1 ? fmt::format("{} {} ({})", kRepeat, times, joined) : joined);
    i += period * times;
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string head(const Step& step) {
  return std::visit([](const auto& kind) { return head_of(kind); }, step.any());
}

std::vector<Word> words() {
  std::vector<Word> all;
  any_kind([&]<typename Kind>(Kind) {
    all.push_back({usage_of<Kind>(false), options_of<Kind>(), Kind::summary});
    return false;
  });
  all.push_back({repeat_usage(), "", "repeats its steps"});
  return all;
}

}  // namespace actsweep::network
