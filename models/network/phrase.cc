#include "models/network/phrase.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/util/error.h"
#include "harness/util/printable.h"

namespace actsweep::network {
namespace {

constexpr std::size_t kMaxLength = 100'000;  // letters
constexpr int kDeepest = 64;                 // parentheses

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

/// A recursive descent parser; one method for each thing that it reads.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Phrase> run() {
    if (text_.size() > kMaxLength)
      fail_in(text_.substr(0, 40), 0, fmt::format("the network is longer than {} characters", kMaxLength));
    std::vector<Phrase> all = steps();
    if (at_ < text_.size()) {
      fail_in(text_, at_,
              text_[at_] == '|' ? "| stands between branches, which are in parentheses"
                                : "this parenthesis was never opened");
    }
    if (all.empty()) fail_in(text_, 0, "the network has no steps");
    return all;
  }

 private:
  std::vector<Phrase> steps() {
    std::vector<Phrase> all;
    while (true) {
      skip(" \t\r\n;");
      if (at_ >= text_.size() || is_one_of(text_[at_], "|)")) return all;
      all.push_back(step());
      skip(" \t\r");
      if (at_ < text_.size() && !is_one_of(text_[at_], "\n;|)")) {
        fail_in(text_, at_, "a step ends here: ; or a new line should follow");
      }
    }
  }

  Phrase step() {
    Phrase phrase;
    phrase.word = token();
    while (true) {
      skip(" \t\r");
      if (at_ >= text_.size() || is_one_of(text_[at_], "\n;|)")) return phrase;
      if (text_[at_] == '(') {
        branches(phrase);
        return phrase;
      }
      const Token next = token();
      const std::size_t equals = next.text.find('=');
      if (equals != std::string::npos) {
        phrase.options.push_back(
            {{next.text.substr(0, equals), next.at}, {next.text.substr(equals + 1), next.at + equals + 1}});
      } else if (phrase.options.empty()) {
        phrase.sizes.push_back(next);
      } else {
        fail_in(text_, next.at,
                fmt::format("{} stands after an option: sizes come first, options are key=value", next.text));
      }
    }
  }

  void branches(Phrase& phrase) {
    const std::size_t opened = at_;
    if (++depth_ > kDeepest) fail_in(text_, opened, fmt::format("more than {} parentheses are open", kDeepest));
    do {
      ++at_;
      phrase.branches.push_back(steps());
    } while (at_ < text_.size() && text_[at_] == '|');
    if (at_ >= text_.size()) fail_in(text_, opened, "this parenthesis is never closed");
    ++at_;
    --depth_;
  }

  Token token() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_one_of(text_[at_], " \t\r\n;|()#")) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == ',') fail_in(text_, at_, "there are no commas here: spaces stand between sizes, ; between steps");
      if (byte < 0x21 || byte > 0x7e)
        fail_in(text_, at_, fmt::format("{} has no meaning in a network", character_at(at_)));
      ++at_;
    }
    if (at_ == begin)
      fail_in(text_, at_, fmt::format("a step should begin here, with a word as conv; {} does not", text_[at_]));
    return {std::string(text_.substr(begin, at_ - begin)), begin};
  }

  /// The whole character of UTF-8 that begins there.
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

std::vector<Phrase> phrases(std::string_view text) { return Parser(text).run(); }

void fail_in(std::string_view text, std::size_t at, const std::string& what) {
  at = std::min(at, text.size());
  const std::string_view before = text.substr(0, at);
  const std::size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string_view line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  const auto number = std::count(before.begin(), before.end(), '\n') + 1;
  // Long lines are cut around the place.
  constexpr std::size_t kShown = 60;
  const std::size_t column = at - begin, from = column > kShown ? column - kShown : 0;
  const bool is_one_line = text.find('\n') == std::string_view::npos;
  throw InputError(is_one_line ? what : fmt::format("line {}: {}", number, what),
                   {std::string(line.substr(from, 2 * kShown)), std::string(column - from, ' ') + "^"});
}

}  // namespace actsweep::network
