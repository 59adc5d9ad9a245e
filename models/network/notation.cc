#include "models/network/notation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/util/nearest.h"
#include "harness/util/text.h"
#include "models/network/parsed_step.h"
#include "models/network/reader.h"
#include "models/network/words.h"

namespace actsweep::network {
namespace {

constexpr std::int64_t kMaxSteps = 100'000;

/// Converts parsed steps to steps and, in the same pass, writes their canonical text.
class Converter {
 public:
  Converter(std::string_view text, const Names& names) : text_(text), names_(names) {}

  Steps steps(const std::vector<ParsedStep>& all, std::string& written) {
    Steps steps;
    for (const ParsedStep& parsed : all) {
      if (!written.empty()) written += "; ";
      append(steps, parsed, written);
    }
    return steps;
  }

 private:
  void append(Steps& steps, const ParsedStep& step, std::string& written) {
    if (step.name.text == kRepeat) return repeat(steps, step, written);
    const bool known = any_kind([&]<typename Kind>(Kind kind) {
      if (step.name.text != Kind::word) return false;
      steps.push_back(one(std::move(kind), step, written));
      count(1, step);
      return true;
    });
    if (known) return;
    fail_in(text_, step.name.at,
            fmt::format("unknown step {}{}; `actsweep list steps` shows all steps", step.name.text,
                        did_you_mean(step.name.text, all_words())));
  }

  template <typename Kind>
  Step one(Kind kind, const ParsedStep& step, std::string& written) {
    const std::string usage = usage_of<Kind>(true);
    Reader reader(text_, step, names_, usage);
    Kind::fields(kind, reader);
    reader.end();
    const std::string head = head_of(kind, reader.unresolved());
    if constexpr (HoldsSteps<Kind>) {
      const std::vector<std::string> texts = branches(step, usage, Kind::max_branches, kind.branches);
      written += in_parentheses(head, texts);
    } else {
      if (!step.branches.empty())
        fail_in(text_, step.name.at, fmt::format("{} takes no steps in parentheses: {}", step.name.text, usage));
      written += head;
    }
    return kind;
  }

  std::vector<std::string> branches(const ParsedStep& step, const std::string& usage, std::size_t max_count,
                                    std::vector<Steps>& into) {
    if (step.branches.empty())
      fail_in(text_, step.name.at, fmt::format("{} needs steps in parentheses: {}", step.name.text, usage));
    if (step.branches.size() > max_count)
      fail_in(text_, step.name.at,
              fmt::format("{} has {} branches, at most {} are allowed: {}", step.name.text, step.branches.size(),
                          max_count, usage));
    std::vector<std::string> texts;
    for (const auto& branch : step.branches) into.push_back(steps(branch, texts.emplace_back()));
    if (std::all_of(into.begin(), into.end(), [](const Steps& branch) { return branch.empty(); })) {
      fail_in(text_, step.name.at, fmt::format("{} has no steps in its parentheses: {}", step.name.text, usage));
    }
    return texts;
  }

  void repeat(Steps& all, const ParsedStep& step, std::string& written) {
    std::int64_t times = 1;
    Reader reader(text_, step, names_, repeat_usage());
    reader.size("times", times, 0);
    reader.end();
    std::vector<Steps> body;
    const auto texts = branches(step, repeat_usage(), 1, body);
    const auto unresolved = reader.unresolved().find("times");
    written += in_parentheses(
        fmt::format("{} {}", kRepeat,
                    unresolved == reader.unresolved().end() ? std::to_string(times) : unresolved->second),
        texts);
    count((times - 1) * static_cast<std::int64_t>(size(body[0])), step);
    for (std::int64_t i = 0; i < times; ++i) all.insert(all.end(), body[0].begin(), body[0].end());
  }

  void count(std::int64_t steps, const ParsedStep& step) {
    count_ += steps;
    if (count_ > kMaxSteps) fail_in(text_, step.name.at, fmt::format("the network has more than {} steps", kMaxSteps));
  }

  /// The number of steps, including nested ones.
  static std::size_t size(const Steps& steps) {
    std::size_t count = steps.size();
    for (const Step& step : steps) {
      std::visit(
          [&]<typename Kind>(const Kind& kind) {
            if constexpr (HoldsSteps<Kind>) {
              for (const Steps& branch : kind.branches) count += size(branch);
            }
          },
          step.any());
    }
    return count;
  }

  std::string_view text_;
  const Names& names_;
  std::int64_t count_ = 0;  ///< steps so far, including nested and repeated ones
};

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

Steps read(std::string_view text, const std::map<std::string, std::int64_t>& values, std::int64_t classes) {
  const Names names{&values, classes};
  std::string written;
  return Converter(text, names).steps(parse_steps(text), written);
}

std::string canonical(std::string_view text) {
  const Names names;
  std::string written;
  Converter(text, names).steps(parse_steps(text), written);
  return written;
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  bool in_comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#') in_comment = true;
    if (text[i] == '\n') in_comment = false;
    if (in_comment || text[i] != '{') continue;
    const std::size_t close = text.find('}', i);
    if (close == std::string_view::npos) break;
    const std::string name(text.substr(i + 1, close - i - 1));
    if (is_plain_name(name) && name != "classes" && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

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
