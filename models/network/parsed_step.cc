#include "models/network/parsed_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/util/error.h"
#include "harness/util/printable.h"

namespace actsweep::network {
namespace {

constexpr std::size_t kMaxLength = 100'000;  // characters
constexpr int kMaxDepth = 64;                // nested parentheses

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

/// A recursive descent parser with one method per rule.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<ParsedStep> run() {
    if (text_.size() > kMaxLength)
      fail_in(text_.substr(0, 40), 0, fmt::format("the network is longer than {} characters", kMaxLength));
    std::vector<ParsedStep> all = steps();
    if (at_ < text_.size()) {
      fail_in(text_, at_,
              text_[at_] == '|' ? "| separates branches and is only allowed in parentheses"
                                : "unmatched closing parenthesis");
    }
    if (all.empty()) fail_in(text_, 0, "the network has no steps");
    return all;
  }

 private:
  std::vector<ParsedStep> steps() {
    std::vector<ParsedStep> all;
    while (true) {
      skip(" \t\r\n;");
      if (at_ >= text_.size() || is_one_of(text_[at_], "|)")) return all;
      all.push_back(step());
      skip(" \t\r");
      if (at_ < text_.size() && !is_one_of(text_[at_], "\n;|)")) {
        fail_in(text_, at_, "expected ; or a new line");
      }
    }
  }

  ParsedStep step() {
    ParsedStep step;
    step.name = token();
    while (true) {
      skip(" \t\r");
      if (at_ >= text_.size() || is_one_of(text_[at_], "\n;|)")) return step;
      if (text_[at_] == '(') {
        branches(step);
        return step;
      }
      const Token next = token();
      const std::size_t equals = next.text.find('=');
      if (equals != std::string::npos) {
        step.options.push_back(
            {{next.text.substr(0, equals), next.at}, {next.text.substr(equals + 1), next.at + equals + 1}});
      } else if (step.options.empty()) {
        step.sizes.push_back(next);
      } else {
        fail_in(text_, next.at, fmt::format("{} follows an option; sizes come before options (key=value)", next.text));
      }
    }
  }

  void branches(ParsedStep& step) {
    const std::size_t opened = at_;
    if (++depth_ > kMaxDepth)
      fail_in(text_, opened, fmt::format("parentheses are nested more than {} levels deep", kMaxDepth));
    do {
      ++at_;
      step.branches.push_back(steps());
    } while (at_ < text_.size() && text_[at_] == '|');
    if (at_ >= text_.size()) fail_in(text_, opened, "unclosed parenthesis");
    ++at_;
    --depth_;
  }

  Token token() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_one_of(text_[at_], " \t\r\n;|()#")) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == ',') fail_in(text_, at_, "unexpected comma; separate sizes with spaces and steps with ;");
      if (byte < 0x21 || byte > 0x7e) fail_in(text_, at_, fmt::format("unexpected character {}", character_at(at_)));
      ++at_;
    }
    if (at_ == begin) fail_in(text_, at_, fmt::format("expected a step such as conv, found {}", text_[at_]));
    return {std::string(text_.substr(begin, at_ - begin)), begin};
  }

  /// The complete UTF-8 character at a position.
  std::string character_at(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    return fmt::format("\"{}\"", printable(std::string(text_.substr(at, end - at))));
  }

  void skip(std::string_view blanks) {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (is_one_of(text_[at_], blanks)) {
        ++at_;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::vector<ParsedStep> parse_steps(std::string_view text) { return Parser(text).run(); }

void fail_in(std::string_view text, std::size_t at, const std::string& what) {
  at = std::min(at, text.size());
  const std::string_view before = text.substr(0, at);
  const std::size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string_view line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  const auto number = std::count(before.begin(), before.end(), '\n') + 1;
  // Long lines are cut around the position.
  constexpr std::size_t kShown = 60;
  const std::size_t column = at - begin, from = column > kShown ? column - kShown : 0;
  const bool is_one_line = text.find('\n') == std::string_view::npos;
  throw InputError(is_one_line ? what : fmt::format("line {}: {}", number, what),
                   {std::string(line.substr(from, 2 * kShown)), std::string(column - from, ' ') + "^"});
}

}  // namespace actsweep::network
