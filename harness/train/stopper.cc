#include "harness/train/stopper.h"

#include <fmt/format.h>

#include <cmath>

namespace actsweep {
namespace {

/// Not the number's own text: NaN has a sign that says nothing.
const char* name_of(double loss) { return std::isnan(loss) ? "NaN" : "infinite"; }

}  // namespace

std::optional<Stop> StopperChain::after_step(double loss) {
  for (const auto& stopper : stoppers_) {
    if (auto stop = stopper->after_step(loss)) return stop;
  }
  return std::nullopt;
}

std::optional<Stop> StopperChain::after_epoch(const Epoch& epoch) {
  for (const auto& stopper : stoppers_) {
    if (auto stop = stopper->after_epoch(epoch)) return stop;
  }
  return std::nullopt;
}

std::optional<Stop> DivergenceStopper::after_step(double loss) {
  if (std::isfinite(loss)) return std::nullopt;
  return Stop{.diverged = true, .reason = fmt::format("the training loss became {}", name_of(loss))};
}

std::optional<Stop> DivergenceStopper::after_epoch(const Epoch& epoch) {
  if (std::isfinite(epoch.test_loss.value_or(0))) return std::nullopt;
  return Stop{.diverged = true,
              .reason = fmt::format("the test loss became {} in epoch {}", name_of(*epoch.test_loss), epoch.epoch)};
}

}  // namespace actsweep
