#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace actsweep {

/// Follows the work of a run: images trained, and the part of the whole cost that is done.
class RemainingTimeEstimator {
 public:
  using Clock = std::chrono::steady_clock;

  /// `cost` is that of all jobs.
  explicit RemainingTimeEstimator(double cost) : cost_(cost) {}

  /// A trial has begun, with its cost and its number of images, about.
  void begin(const std::string& trial, double cost, double images, Clock::time_point now);
  /// A trial that has begun goes on from a checkpoint: so many of its images are no work of this run.
  void resume(const std::string& trial, double images);
  /// A trial has come this far, counted from its first image.
  void advance(const std::string& trial, double images);
  /// A trial is over. One that is to be trained again (`again`) leaves its cost to be done.
  void end(const std::string& trial, bool again);
  /// A trial was found not to be for this run.
  void skip(double cost) { cost_ -= cost; }

  double images() const { return images_; }
  double seconds(Clock::time_point now) const;
  double images_per_second(Clock::time_point now) const;
  double fraction() const;
  /// Nothing until there is something to judge by.
  std::optional<double> eta_seconds(Clock::time_point now) const;

 private:
  struct Running {
    double cost = 0, expected = 0, images = 0;
    double before = 0;  ///< images behind the checkpoint that it went on from; counted in none of the others
    double done() const { return expected > 0 ? cost * std::min(1.0, images / expected) : 0; }
  };

  double cost_done() const;

  double cost_;
  double ended_ = 0;   ///< cost of the trials that are over
  double wasted_ = 0;  ///< cost spent on trials that start over: it tells the speed, not how much is left
  double images_ = 0;
  std::optional<Clock::time_point> start_;
  std::unordered_map<std::string, Running> running_;
};

}  // namespace actsweep
