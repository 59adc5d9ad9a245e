#include "harness/runner/remaining_time.h"

namespace actsweep {

void RemainingTimeEstimator::begin(const std::string& trial, double cost, double images, Clock::time_point now) {
  if (!start_) start_ = now;
  running_[trial] = {.cost = cost, .expected = images};
}

void RemainingTimeEstimator::resume(const std::string& trial, double images) {
  const auto found = running_.find(trial);
  if (found == running_.end() || found->second.expected <= 0) return;
  Running& running = found->second;
  running.before = std::min(images, running.expected);
  const double cost = running.cost * running.before / running.expected;
  running.cost -= cost;
  running.expected -= running.before;
  cost_ -= cost;
}

void RemainingTimeEstimator::advance(const std::string& trial, double images) {
  const auto found = running_.find(trial);
  if (found == running_.end()) return;
  Running& running = found->second;
  const double done = images - running.before;
  if (done <= running.images) return;
  images_ += done - running.images;
  running.images = done;
}

void RemainingTimeEstimator::end(const std::string& trial, bool again) {
  const auto running = running_.extract(trial);
  if (running.empty()) return;
  (again ? wasted_ : ended_) += again ? running.mapped().done() : running.mapped().cost;
}

double RemainingTimeEstimator::seconds(Clock::time_point now) const {
  return start_ ? std::chrono::duration<double>(now - *start_).count() : 0;
}

double RemainingTimeEstimator::images_per_second(Clock::time_point now) const {
  const double time = seconds(now);
  return time > 0 ? images_ / time : 0;
}

double RemainingTimeEstimator::cost_done() const {
  double done = ended_;
  for (const auto& [trial, running] : running_) done += running.done();
  return done;
}

double RemainingTimeEstimator::fraction() const { return cost_ > 0 ? std::min(1.0, cost_done() / cost_) : 1; }

std::optional<double> RemainingTimeEstimator::eta_seconds(Clock::time_point now) const {
  constexpr double kMinSeconds = 2;
  const double done = cost_done(), time = seconds(now);
  if (time < kMinSeconds || done <= 0) return std::nullopt;
  return std::max(0.0, cost_ - done) * time / (done + wasted_);
}

}  // namespace actsweep
