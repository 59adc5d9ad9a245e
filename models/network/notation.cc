#include "models/network/notation.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/util/nearest.h"
#include "harness/util/text.h"
#include "models/network/phrase.h"
#include "models/network/reader.h"
#include "models/network/words.h"

namespace actsweep::network {
namespace {

constexpr std::int64_t kMaxSteps = 100'000;

/// Reads phrases into steps, and writes them in their one way on the same walk.
class Walk {
 public:
  Walk(std::string_view text, const Names& names) : text_(text), names_(names) {}

  Steps steps(const std::vector<Phrase>& phrases, std::string& written) {
    Steps steps;
    for (const Phrase& phrase : phrases) {
      if (!written.empty()) written += "; ";
      append(steps, phrase, written);
    }
    return steps;
  }

 private:
  void append(Steps& steps, const Phrase& phrase, std::string& written) {
    if (phrase.word.text == kRepeat) return repeat(steps, phrase, written);
    const bool known = any_kind([&]<typename Kind>(Kind kind) {
      if (phrase.word.text != Kind::word) return false;
      steps.push_back(one(std::move(kind), phrase, written));
      count(1, phrase);
      return true;
    });
    if (known) return;
    fail_in(text_, phrase.word.at,
            fmt::format("no step is called {}{}; `actsweep list steps` shows them", phrase.word.text,
                        did_you_mean(phrase.word.text, all_words())));
  }

  template <typename Kind>
  Step one(Kind kind, const Phrase& phrase, std::string& written) {
    const std::string usage = usage_of<Kind>(true);
    Reader reader(text_, phrase, names_, usage);
    Kind::fields(kind, reader);
    reader.end();
    const std::string head = head_of(kind, reader.unknown());
    if constexpr (HoldsSteps<Kind>) {
      const std::vector<std::string> texts = branches(phrase, usage, Kind::most_branches, kind.branches);
      written += in_parentheses(head, texts);
    } else {
      if (!phrase.branches.empty())
        fail_in(text_, phrase.word.at, fmt::format("{} holds no other steps: {}", phrase.word.text, usage));
      written += head;
    }
    return kind;
  }

  std::vector<std::string> branches(const Phrase& phrase, const std::string& usage, std::size_t most,
                                    std::vector<Steps>& into) {
    if (phrase.branches.empty())
      fail_in(text_, phrase.word.at, fmt::format("{} holds steps in parentheses: {}", phrase.word.text, usage));
    if (phrase.branches.size() > most)
      fail_in(text_, phrase.word.at,
              fmt::format("{} has {} branches, {} at most: {}", phrase.word.text, phrase.branches.size(), most, usage));
    std::vector<std::string> texts;
    for (const auto& branch : phrase.branches) into.push_back(steps(branch, texts.emplace_back()));
    if (std::all_of(into.begin(), into.end(), [](const Steps& branch) { return branch.empty(); })) {
      fail_in(text_, phrase.word.at, fmt::format("{} holds no step: {}", phrase.word.text, usage));
    }
    return texts;
  }

  void repeat(Steps& all, const Phrase& phrase, std::string& written) {
    std::int64_t times = 1;
    Reader reader(text_, phrase, names_, repeat_usage());
    reader.size("times", times, 0);
    reader.end();
    std::vector<Steps> body;
    const auto texts = branches(phrase, repeat_usage(), 1, body);
    const auto unknown = reader.unknown().find("times");
    written += in_parentheses(
        fmt::format("{} {}", kRepeat, unknown == reader.unknown().end() ? std::to_string(times) : unknown->second),
        texts);
    count((times - 1) * static_cast<std::int64_t>(size(body[0])), phrase);
    for (std::int64_t i = 0; i < times; ++i) all.insert(all.end(), body[0].begin(), body[0].end());
  }

  void count(std::int64_t steps, const Phrase& phrase) {
    count_ += steps;
    if (count_ > kMaxSteps)
      fail_in(text_, phrase.word.at, fmt::format("the network has more than {} steps", kMaxSteps));
  }

  /// With those that they hold.
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
  std::int64_t count_ = 0;  ///< steps, those that others hold and repetitions included
};

}  // namespace

Steps read(std::string_view text, const std::map<std::string, std::int64_t>& values, std::int64_t classes) {
  const Names names{&values, classes};
  std::string written;
  return Walk(text, names).steps(phrases(text), written);
}

std::string canonical(std::string_view text) {
  const Names names;
  std::string written;
  Walk(text, names).steps(phrases(text), written);
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

}  // namespace actsweep::network
