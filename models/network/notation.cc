#include "models/network/notation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/text.h"
#include "models/activations/activation.h"
#include "models/network/phrase.h"

namespace actsweep::network {
namespace {

constexpr const char* kRepeat = "repeat";
constexpr const char* kSame = "same";
constexpr const char* kWindow = "window";
constexpr std::int64_t kLargest = 1 << 20;
constexpr std::size_t kMostSteps = 100'000;

/// Calls f with a value of each kind of step, until one returns true.
template <typename F, std::size_t... I>
bool any_kind(F f, std::index_sequence<I...>) {
  return (f(std::variant_alternative_t<I, AnyStep>{}) || ...);
}
template <typename F>
bool any_kind(F f) {
  return any_kind(f, std::make_index_sequence<std::variant_size_v<AnyStep>>{});
}

std::vector<std::string> all_words() {
  std::vector<std::string> all = {kRepeat};
  any_kind([&]<typename Kind>(Kind) {
    all.emplace_back(Kind::word);
    return false;
  });
  return all;
}

// --- From members to text.

std::string text_of(std::int64_t value) { return std::to_string(value); }
std::string text_of(double value) { return fmt::format("{}", value); }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(const Extent& value) { return to_string(value); }
std::string text_of(const std::optional<bool>& value) { return value ? text_of(*value) : "auto"; }

/// The members of a step as they are written.
struct Writer {
  struct Field {
    std::string name, text;
    bool is_size = false;
  };

  void size(const char* name, const auto& value, auto&&...) { fields.push_back({name, text_of(value), true}); }
  /// A padding that is not given is "same", a stride of pooling that of the window.
  void option(const char* name, const Padding& value, auto&&...) {
    const char* const otherwise = std::string_view(name) == "padding" ? kSame : kWindow;
    fields.push_back({name, value ? to_string(*value) : otherwise});
  }
  void option(const char* name, const auto& value, auto&&...) { fields.push_back({name, text_of(value)}); }
  void activation(const std::string& name) {
    if (!name.empty()) fields.push_back({"activation", name, true});
  }
  void name(const std::string& text) { fields.push_back({"name", text, true}); }
  void classes(std::int64_t) {}

  std::vector<Field> fields;
};

template <typename Kind>
std::vector<Writer::Field> fields_of(const Kind& kind) {
  Writer writer;
  Kind::fields(kind, writer);
  return writer.fields;
}

/// What is not at its default, with texts in place of some members.
template <typename Kind>
std::string head_of(const Kind& kind, const std::map<std::string, std::string>& instead = {}) {
  std::string text = Kind::word;
  const auto fields = fields_of(kind), defaults = fields_of(Kind{});
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto other = instead.find(fields[i].name);
    const std::string& value = other == instead.end() ? fields[i].text : other->second;
    if (fields[i].is_size) {
      text += " " + value;
    } else if (value != defaults[defaults.size() - fields.size() + i].text) {
      text += fmt::format(" {}={}", fields[i].name, value);
    }
  }
  return text;
}

std::string in_parentheses(const std::string& head, const std::vector<std::string>& branches) {
  std::string inside = fmt::format("{}", fmt::join(branches, " | "));
  if (inside.starts_with(' ')) inside.erase(0, 1);  // of an empty branch
  if (inside.ends_with(' ')) inside.pop_back();
  return fmt::format("{}{}({})", head, head.find(' ') == std::string::npos ? "" : " ", inside);
}

// --- From text to members.

/// Values of names; none where only the text is known.
struct Names {
  const std::map<std::string, std::int64_t>* values = nullptr;
  std::int64_t classes = 0;
};

/// Reads the members of one step.
class Reader {
 public:
  Reader(std::string_view text, const Phrase& phrase, const Names& names)
      : text_(text), phrase_(phrase), names_(names) {
    for (const Phrase::Option& option : phrase.options) left_.push_back(&option);
  }

  template <typename T, typename... Bounds>
  void size(const char* name, T& value, Bounds... bounds) {
    if (next_ == phrase_.sizes.size()) {
      fail_in(text_, end_of_sizes(), fmt::format("{} lacks its {}: {}", phrase_.word.text, name, usage_));
    }
    take(name, phrase_.sizes[next_++], value, bounds...);
  }

  template <typename T, typename... Bounds>
  void option(const char* name, T& value, Bounds... bounds) {
    known_.emplace_back(name);
    const auto is_it = [&](const Phrase::Option* option) { return option->key.text == name; };
    const auto found = std::find_if(left_.begin(), left_.end(), is_it);
    if (found == left_.end()) return;
    take(name, (*found)->value, value, bounds...);
    left_.erase(found);
    if (const auto again = std::find_if(left_.begin(), left_.end(), is_it); again != left_.end()) {
      fail_in(text_, (*again)->key.at, fmt::format("{} is given twice", name));
    }
  }

  void activation(std::string& name) {
    if (next_ == phrase_.sizes.size()) return;
    const Token& token = phrase_.sizes[next_++];
    if (!Registry<ActivationKind>::instance().contains(token.text)) {
      std::vector<std::string> all;
      for (const auto& entry : Registry<ActivationKind>::instance().entries()) all.push_back(entry.component.name);
      fail_in(text_, token.at, fmt::format("no activation is named {}{}", token.text, did_you_mean(token.text, all)));
    }
    name = token.text;
  }

  void name(std::string& name) {
    if (next_ == phrase_.sizes.size())
      fail_in(text_, end_of_sizes(), "a stage has a name, as in stage stem (conv 64 3)");
    const Token& token = phrase_.sizes[next_++];
    // Paths of layers are joined by dots, and positions are numbers.
    if (!is_plain_name(token.text) || token.text.find('.') != std::string::npos ||
        std::isalpha(static_cast<unsigned char>(token.text[0])) == 0) {
      fail_in(text_, token.at, fmt::format("{} is no name: letters, digits, - and _, a letter first", token.text));
    }
    name = token.text;
  }

  void classes(std::int64_t& classes) { classes = names_.classes; }

  void end(const std::string& usage) {
    usage_ = usage;
    if (next_ < phrase_.sizes.size()) {
      fail_in(text_, phrase_.sizes[next_].at,
              fmt::format("{} is one size too many: {}", phrase_.sizes[next_].text, usage));
    }
    if (!left_.empty()) {
      const Token& key = left_.front()->key;
      fail_in(
          text_, key.at,
          fmt::format("{} has no option {}{}: {}", phrase_.word.text, key.text, did_you_mean(key.text, known_), usage));
    }
  }

  void set_usage(std::string usage) { usage_ = std::move(usage); }
  /// Members whose names are still to be put in, as they are written.
  const std::map<std::string, std::string>& unknown() const { return unknown_; }

 private:
  std::size_t end_of_sizes() const {
    const Token& last = phrase_.sizes.empty() ? phrase_.word : phrase_.sizes.back();
    return last.at + last.text.size();
  }

  template <typename T, typename... Bounds>
  void take(const char* name, const Token& token, T& value, Bounds... bounds) {
    Token filled = token;
    if (fill(filled.text, token)) {
      read(filled, value, bounds...);
    } else {
      unknown_[name] = token.text;
    }
  }

  /// Puts the values in; false where one is not known yet.
  bool fill(std::string& text, const Token& token) {
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
      const std::size_t close = text.find('}', open);
      const std::string name = text.substr(open + 1, close == std::string::npos ? close : close - open - 1);
      if (close == std::string::npos || !is_plain_name(name)) {
        fail_in(text_, token.at, fmt::format("{} is no name in braces, as {{width}}", token.text));
      }
      if (names_.values == nullptr) return false;
      const auto found = names_.values->find(name);
      if (name != "classes" && found == names_.values->end()) {
        fail_in(text_, token.at, fmt::format("{} has no value", name));
      }
      text.replace(open, close - open + 1, std::to_string(name == "classes" ? names_.classes : found->second));
    }
    return true;
  }

  [[noreturn]] void fail_value(const Token& token, const std::string& right) {
    fail_in(text_, token.at, fmt::format("{} is not {}", token.text, right));
  }

  /// A number, or a product or quotient of some.
  std::optional<std::int64_t> whole(std::string_view text) {
    double value = 1;
    char sign = '*';
    while (true) {
      const std::size_t end = std::min(text.find_first_of("*/"), text.size());
      std::int64_t factor = 0;
      const auto [stop, error] = std::from_chars(text.data(), text.data() + end, factor);
      if (error != std::errc() || stop != text.data() + end || (sign == '/' && factor == 0)) return std::nullopt;
      value = sign == '*' ? value * static_cast<double>(factor) : value / static_cast<double>(factor);
      if (end == text.size()) break;
      sign = text[end];
      text.remove_prefix(end + 1);
    }
    if (value != std::floor(value) || std::abs(value) > kLargest) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }

  void read(const Token& token, std::int64_t& value, std::int64_t least = 1) {
    const auto number = whole(token.text);
    if (!number || *number < least) fail_value(token, fmt::format("a whole number from {} to {}", least, kLargest));
    value = *number;
  }

  void read(const Token& token, Extent& value, std::int64_t least = 1) {
    constexpr std::int64_t kLargestWindow = 1024;
    const std::size_t cross = token.text.find('x');
    const auto height = whole(token.text.substr(0, cross));
    const auto width = cross == std::string::npos ? height : whole(token.text.substr(cross + 1));
    if (!height || !width || std::min(*height, *width) < least || std::max(*height, *width) > kLargestWindow) {
      fail_value(token, fmt::format("pixels from {} to {}, as 3, or as 1x7: height, width", least, kLargestWindow));
    }
    value = {*height, *width};
  }

  void read(const Token& token, Padding& value, std::int64_t least = 1) {
    value.reset();
    if (token.text == kSame || token.text == kWindow) return;
    value.emplace();
    read(token, *value, least);
  }

  void read(const Token& token, double& value, const Range& range) {
    const auto [stop, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
    const bool below = range.max_excluded ? value < range.max : value <= range.max;
    if (error != std::errc() || stop != token.text.data() + token.text.size() || !(value >= range.min && below)) {
      fail_value(token, fmt::format("a number from {} to {}{}", range.min, range.max,
                                    range.max_excluded ? ", which is excluded" : ""));
    }
  }

  void read(const Token& token, bool& value) {
    if (token.text != "true" && token.text != "false") fail_value(token, "true or false");
    value = token.text == "true";
  }

  void read(const Token& token, std::optional<bool>& value) { read(token, value.emplace()); }

  std::string_view text_;
  const Phrase& phrase_;
  const Names& names_;
  std::size_t next_ = 0;
  std::vector<const Phrase::Option*> left_;
  std::vector<std::string> known_;
  std::string usage_;
  std::map<std::string, std::string> unknown_;
};

template <typename Kind>
std::string usage_of() {
  std::string text = Kind::word;
  for (const Writer::Field& field : fields_of(Kind{})) {
    if (field.is_size) {
      std::string upper = field.name;
      std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
      text += " " + upper;
    } else {
      text += fmt::format(" [{}={}]", field.name, field.text);
    }
  }
  if constexpr (std::is_same_v<Kind, Act>) text += " [ACTIVATION]";
  if constexpr (HoldsSteps<Kind>)
    text += Kind::most_branches == 1   ? " (steps)"
            : Kind::most_branches == 2 ? " (steps | steps)"
                                       : " (steps | steps | ...)";
  return text;
}

std::string repeat_usage() { return "repeat TIMES (steps)"; }

/// Reads phrases into steps, and writes them in their one way on the same walk.
class Walk {
 public:
  Walk(std::string_view text, const Names& names) : text_(text), names_(names) {}

  Steps steps(const std::vector<Phrase>& phrases, std::string& written) {
    Steps steps;
    for (const Phrase& phrase : phrases) {
      if (!written.empty()) written += "; ";
      append(steps, phrase, written);
      if (steps.size() + count_ > kMostSteps)
        fail_in(text_, phrase.word.at, fmt::format("the network has more than {} steps", kMostSteps));
    }
    count_ += steps.size();
    return steps;
  }

 private:
  void append(Steps& steps, const Phrase& phrase, std::string& written) {
    if (phrase.word.text == kRepeat) return repeat(steps, phrase, written);
    const bool known = any_kind([&]<typename Kind>(Kind kind) {
      if (phrase.word.text != Kind::word) return false;
      steps.push_back(one(std::move(kind), phrase, written));
      return true;
    });
    if (known) return;
    fail_in(text_, phrase.word.at,
            fmt::format("no step is called {}{}; `actsweep list steps` shows them", phrase.word.text,
                        did_you_mean(phrase.word.text, all_words())));
  }

  template <typename Kind>
  Step one(Kind kind, const Phrase& phrase, std::string& written) {
    const std::string usage = usage_of<Kind>();
    Reader reader(text_, phrase, names_);
    reader.set_usage(usage);
    Kind::fields(kind, reader);
    reader.end(usage);
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
    struct Times {
      std::int64_t times = 1;
    } times;
    Reader reader(text_, phrase, names_);
    reader.set_usage(repeat_usage());
    reader.size("times", times.times, 0);
    reader.end(repeat_usage());
    std::vector<Steps> body;
    const auto texts = branches(phrase, repeat_usage(), 1, body);
    const auto unknown = reader.unknown().find("times");
    written +=
        in_parentheses(fmt::format("{} {}", kRepeat,
                                   unknown == reader.unknown().end() ? std::to_string(times.times) : unknown->second),
                       texts);
    if (static_cast<std::size_t>(times.times) * size(body[0]) > kMostSteps) {
      fail_in(text_, phrase.word.at, fmt::format("the network has more than {} steps", kMostSteps));
    }
    for (std::int64_t i = 0; i < times.times; ++i) all.insert(all.end(), body[0].begin(), body[0].end());
    count_ += static_cast<std::size_t>(times.times) * size(body[0]);
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
  std::size_t count_ = 0;
};

/// How often the `period` steps from `from` on stand there one after the other.
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

std::string write(const Steps& steps) {
  constexpr std::size_t kLongestPeriod = 6;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t period = 1, times = 1;
    for (std::size_t p = 1; p <= kLongestPeriod && i + p <= steps.size(); ++p) {
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
    all.push_back({usage_of<Kind>(), Kind::summary});
    return false;
  });
  all.push_back({repeat_usage(), "the steps so many times"});
  return all;
}

}  // namespace actsweep::network
