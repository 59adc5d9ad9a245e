#include "models/network/reader.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "harness/util/nearest.h"
#include "harness/util/text.h"
#include "models/activations/activation.h"
#include "models/network/words.h"

namespace actsweep::network {
namespace {

constexpr std::int64_t kMax = 1 << 20;

/// Evaluates an integer, or a product or quotient of integers.
std::optional<std::int64_t> integer(std::string_view text) {
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
  if (value != std::floor(value) || std::abs(value) > kMax) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

void Reader::activation(std::string& name) {
  if (next_ == step_.sizes.size()) return;
  const Token& token = step_.sizes[next_++];
  std::vector<std::string> all;
  for (const auto& entry : Registry<ActivationKind>::instance().entries()) {
    if (entry.component.name != "formula") all.push_back(entry.component.name);  // needs a formula as parameter
  }
  if (std::find(all.begin(), all.end(), token.text) == all.end()) {
    fail_in(text_, token.at, fmt::format("no activation is named {}{}", token.text, did_you_mean(token.text, all)));
  }
  name = token.text;
}

void Reader::name(std::string& name) {
  const Token& token = next_size("a stage needs a name, for example: stage stem (conv 64 3)");
  // Layer paths are joined with dots, and unnamed layers have numbers.
  if (!is_plain_name(token.text) || token.text.find('.') != std::string::npos ||
      std::isalpha(static_cast<unsigned char>(token.text[0])) == 0) {
    fail_in(text_, token.at,
            fmt::format("{} is not a valid name; use letters, digits, - and _, starting with a letter", token.text));
  }
  name = token.text;
}

void Reader::end() const {
  if (next_ < step_.sizes.size()) {
    const Token& size = step_.sizes[next_];
    fail_in(text_, size.at, fmt::format("unexpected {}: {}", size.text, usage_));
  }
  if (!remaining_.empty()) {
    const Token& key = remaining_.front()->key;
    fail_in(
        text_, key.at,
        fmt::format("{} has no option {}{}: {}", step_.name.text, key.text, did_you_mean(key.text, known_), usage_));
  }
}

const Token& Reader::next_size(const std::string& error) {
  if (next_ < step_.sizes.size()) return step_.sizes[next_++];
  const Token& last = step_.sizes.empty() ? step_.name : step_.sizes.back();
  fail_in(text_, last.at + last.text.size(), error);
}

const Token* Reader::find_option(const std::string& name) {
  known_.push_back(name);
  const auto is_it = [&](const ParsedStep::Option* option) { return option->key.text == name; };
  const auto found = std::find_if(remaining_.begin(), remaining_.end(), is_it);
  if (found == remaining_.end()) return nullptr;
  const Token* const value = &(*found)->value;
  remaining_.erase(found);
  if (const auto again = std::find_if(remaining_.begin(), remaining_.end(), is_it); again != remaining_.end()) {
    fail_in(text_, (*again)->key.at, fmt::format("{} is given twice", name));
  }
  return value;
}

bool Reader::fill(std::string& text, const Token& token) const {
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
    const std::size_t close = text.find('}', open);
    const std::string name = text.substr(open + 1, close == std::string::npos ? close : close - open - 1);
    if (close == std::string::npos || !is_plain_name(name)) {
      fail_in(text_, token.at, fmt::format("{} is not a valid placeholder; write it like {{width}}", token.text));
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

void Reader::fail_value(const Token& token, const std::string& expected) const {
  const std::string filled = token.text == written_->text ? "" : fmt::format(", here {},", token.text);
  fail_in(text_, token.at, fmt::format("{}{} is not {}", written_->text, filled, expected));
}

void Reader::read(const Token& token, std::int64_t& value, std::int64_t min) const {
  const auto number = integer(token.text);
  if (!number || *number < min) fail_value(token, fmt::format("a whole number from {} to {}", min, kMax));
  value = *number;
}

void Reader::read(const Token& token, Extent& value, std::int64_t min) const {
  constexpr std::int64_t kMaxWindow = 1024;
  const std::size_t cross = token.text.find('x');
  const auto height = integer(token.text.substr(0, cross));
  const auto width = cross == std::string::npos ? height : integer(token.text.substr(cross + 1));
  if (!height || !width || std::min(*height, *width) < min || std::max(*height, *width) > kMaxWindow) {
    fail_value(token, fmt::format("{} to {} pixels, such as 3 or 1x7 (height x width)", min, kMaxWindow));
  }
  value = {*height, *width};
}

void Reader::read(const Token& token, Padding& value, std::int64_t min) const {
  value.reset();
  if (token.text == kSame || token.text == kWindow) return;
  value.emplace();
  read(token, *value, min);
}

void Reader::read(const Token& token, double& value, const Range& range) const {
  const auto [stop, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
  const bool below = range.max_excluded ? value < range.max : value <= range.max;
  if (error != std::errc() || stop != token.text.data() + token.text.size() || !(value >= range.min && below)) {
    fail_value(token,
               fmt::format("a number from {} to {}{}", range.min, range.max, range.max_excluded ? " (exclusive)" : ""));
  }
}

void Reader::read(const Token& token, bool& value) const {
  if (token.text != "true" && token.text != "false") fail_value(token, "true or false");
  value = token.text == "true";
}

void Reader::read(const Token& token, std::optional<bool>& value) const {
  value.reset();
  if (token.text != "auto") read(token, value.emplace());
}

}  // namespace actsweep::network
