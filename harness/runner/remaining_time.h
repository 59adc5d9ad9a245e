#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace actsweep {

/// Estimates the remaining time of a run from the completed part of its total cost; also counts trained images.
class RemainingTimeEstimator {
 public:
  using Clock = std::chrono::steady_clock;

  /// `cost`: of all jobs together.
  explicit RemainingTimeEstimator(double cost) : cost_(cost) {}

  /// A trial has begun; `images` is approximately how many it trains on.
  void begin(const std::string& trial, double cost, double images, Clock::time_point now);
  /// A trial resumes from a checkpoint: this run need not train its first `images` images.
  void resume(const std::string& trial, double images);
  /// A trial has trained so many images in total.
  void advance(const std::string& trial, double images);
  /// A trial has ended. If it will be trained `again`, its cost remains.
  void end(const std::string& trial, bool again);
  /// This run need not train a trial with this cost.
  void skip(double cost) { cost_ -= cost; }

  double images() const { return images_; }
  double seconds(Clock::time_point now) const;
  double images_per_second(Clock::time_point now) const;
  double fraction() const;
  /// Empty until there is enough to estimate from.
  std::optional<double> eta_seconds(Clock::time_point now) const;

 private:
  struct Running {
    double cost = 0, expected = 0, images = 0;
    double before = 0;  ///< images before its checkpoint; not included in the others
    double done() const { return expected > 0 ? cost * std::min(1.0, images / expected) : 0; }
  };

  double cost_done() const;

  double cost_;
  double ended_ = 0;   ///< cost of the trials that have ended
  double wasted_ = 0;  ///< cost spent on trials that start over: counts for the speed only
  double images_ = 0;
  std::optional<Clock::time_point> start_;
  std::unordered_map<std::string, Running> running_;
};

}  // namespace actsweep
