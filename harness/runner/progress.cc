#include "harness/runner/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "harness/util/host.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr auto kTerminalPause = std::chrono::milliseconds(100);
constexpr auto kPlainPause = std::chrono::seconds(10);
constexpr std::size_t kUsualWidth = 80;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

std::string progress_text(const ProgressState& state) {
  std::string text = fmt::format("{}/{} trials", grouped(state.done), grouped(state.total));
  if (state.failed > 0) text += fmt::format(", {} failed", grouped(state.failed));
  text += fmt::format(", {} running", state.running);
  if (state.images_per_second > 0) {
    text += fmt::format(", {} images/s", grouped(static_cast<std::uint64_t>(std::llround(state.images_per_second))));
  }
  if (state.eta_seconds) text += ", ETA " + duration_text(*state.eta_seconds);
  return text;
}

std::string progress_bar(const ProgressState& state, int width, bool color) {
  constexpr int kWidest = 30, kNarrowest = 5;
  const std::string text = progress_text(state);
  const int room = std::min(kWidest, width - static_cast<int>(text.size()) - 3);  // brackets and a space
  if (room < kNarrowest) return text.substr(0, static_cast<std::size_t>(std::max(0, width)));
  const int filled = std::clamp(static_cast<int>(state.fraction * room), 0, room);
  std::string bar = fmt::format("[{}{}]", std::string(static_cast<std::size_t>(filled), '#'),
                                std::string(static_cast<std::size_t>(room - filled), '.'));
  if (color) bar = fmt::format("\x1b[{}m{}\x1b[0m", state.failed > 0 ? 31 : 32, bar);
  return bar + " " + text;
}

ProgressDisplay::Style ProgressDisplay::style(bool quiet) {
  if (quiet) return Style::kQuiet;
  const char* terminal = std::getenv("TERM");
  const bool can_rewrite = terminal != nullptr && std::string(terminal) != "dumb";
  return isatty(STDERR_FILENO) != 0 && can_rewrite ? Style::kTerminal : Style::kPlain;
}

ProgressDisplay::ProgressDisplay(Style style)
    : style_(style),
      color_(style == Style::kTerminal && !is_set("NO_COLOR")),
      next_(style == Style::kPlain ? Clock::now() + kPlainPause : Clock::now()) {}

void ProgressDisplay::close() {
  if (shown_.empty()) return;
  std::fputs("\r\x1b[K", stderr);
  shown_.clear();
}

void ProgressDisplay::update(const ProgressState& state) {
  if (style_ == Style::kQuiet || Clock::now() < next_) return;
  if (style_ == Style::kPlain) {
    next_ = Clock::now() + kPlainPause;
    std::fprintf(stderr, "%s\n", progress_text(state).c_str());
    return;
  }
  next_ = Clock::now() + kTerminalPause;
  const std::size_t columns = terminal_columns(STDERR_FILENO);
  // Some terminals wrap after a character in the last column.
  shown_ = progress_bar(state, static_cast<int>(columns > 0 ? columns : kUsualWidth) - 1, color_);
  std::fprintf(stderr, "\r%s\x1b[K", shown_.c_str());
}

void ProgressDisplay::note(const std::string& line) {
  if (style_ == Style::kQuiet) return;
  close();
  std::fprintf(stderr, "%s\n", line.c_str());
  if (style_ == Style::kTerminal) next_ = Clock::now();
}

void ProgressDisplay::finished(const std::string& line) {
  if (style_ == Style::kPlain) std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace actsweep
