#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace actsweep {

/// How far a run has come.
struct ProgressState {
  std::size_t done = 0;  ///< finished or failed, those of earlier runs included
  std::size_t total = 0;
  std::size_t failed = 0;
  int running = 0;
  double fraction = 0;  ///< of the work, by cost: 0 to 1
  double images_per_second = 0;
  std::optional<double> eta_seconds = {};
};

/// "12/18 trials, 1 failed, 2 running, 1,234 images/s, ETA 3 min 05 s".
std::string progress_text(const ProgressState& state);
/// A bar and the text, in at most `width` columns; with `color`, failures make the bar red (ANSI).
std::string progress_bar(const ProgressState& state, int width, bool color);

/// Shows progress on standard error: on a terminal one line that is rewritten, otherwise plain lines now and then.
class ProgressDisplay {
 public:
  enum class Style { kTerminal, kPlain, kQuiet };
  /// What fits standard error and the user's wishes.
  static Style style(bool quiet);

  explicit ProgressDisplay(Style style);
  ~ProgressDisplay() { close(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// Called often; shows at most ten states a second on a terminal, else one in ten seconds.
  void update(const ProgressState& state);
  /// A line of its own that stays, such as a warning; shown unless quiet.
  void note(const std::string& line);
  /// The line of a finished trial, which a terminal's bar makes needless.
  void finished(const std::string& line);
  /// Takes the bar off the terminal.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  Style style_;
  bool color_;
  std::string shown_;
  Clock::time_point next_;
};

}  // namespace actsweep
