#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace actsweep {

/// The progress of a run.
struct ProgressState {
  std::size_t done = 0;  ///< finished or failed, including earlier runs
  std::size_t total = 0;
  std::size_t failed = 0;
  int running = 0;
  double fraction = 0;  ///< of the cost: 0 to 1
  double images_per_second = 0;
  std::optional<double> eta_seconds = {};
};

/// "12/18 trials, 1 failed, 2 running, 1,234 images/s, ETA 3 min 05 s".
std::string progress_text(const ProgressState& state);
/// A bar and the text, at most `width` columns wide; with `color`, the bar is green, or red after a failure (ANSI).
std::string progress_bar(const ProgressState& state, int width, bool color);

/// Shows progress on standard error: one line that is rewritten on a terminal, else a line from time to time.
class ProgressDisplay {
 public:
  enum class Style { kTerminal, kPlain, kQuiet };
  /// The style for standard error.
  static Style style(bool quiet);

  explicit ProgressDisplay(Style style);
  ~ProgressDisplay() { close(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// Call it often: it shows at most ten states a second on a terminal, else one every ten seconds.
  void update(const ProgressState& state);
  /// Prints a permanent line, such as a warning, unless quiet.
  void note(const std::string& line);
  /// Prints a line about a finished trial, except on a terminal, where the bar shows it.
  void finished(const std::string& line);
  /// Removes the bar from the terminal.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  Style style_;
  bool color_;
  std::string shown_;
  Clock::time_point next_;
};

}  // namespace actsweep
