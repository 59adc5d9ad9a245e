#include "harness/bench/interleave.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <random>

namespace actsweep::bench {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<Timings> interleave(const std::vector<std::function<void()>>& tasks, const InterleaveOptions& options) {
  const auto seconds_of = [&](std::size_t task, int calls) {
    const double start = options.now();
    for (int i = 0; i < calls; ++i) tasks[task]();
    return options.now() - start;
  };
  std::vector<int> calls(tasks.size(), 1);
  for (std::size_t task = 0; task < tasks.size(); ++task) {
    seconds_of(task, 1);  // the first call also allocates and fills caches
    constexpr int kMaxCalls = 1 << 20;
    double seconds = 0;
    while ((seconds = seconds_of(task, calls[task])) < options.min_seconds && calls[task] < kMaxCalls) {
      const double factor = seconds > 0 ? 1.2 * options.min_seconds / seconds : 10;
      calls[task] = static_cast<int>(std::ceil(calls[task] * std::clamp(factor, 1.5, 10.0)));
    }
  }

  std::vector<Timings> timings(tasks.size());
  std::vector<std::size_t> order(tasks.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random;  // NOLINT: reproducible order
  for (int round = 0; round < options.rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t task : order) timings[task].push_back(seconds_of(task, calls[task]) / calls[task]);
    options.after_round(round + 1);
  }
  return timings;
}

double median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half), values.end());
  if (values.size() % 2 == 1) return values[half];
  return (values[half] + *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half))) / 2;
}

double median_ratio(const Timings& a, const Timings& b) {
  std::vector<double> ratios(a.size());
  std::transform(a.begin(), a.end(), b.begin(), ratios.begin(), std::divides<>());
  return median(std::move(ratios));
}

Timings operator+(const Timings& a, const Timings& b) {
  Timings sum(a.size());
  std::transform(a.begin(), a.end(), b.begin(), sum.begin(), std::plus<>());
  return sum;
}

}  // namespace actsweep::bench
