#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/schema/epoch.h"

namespace actsweep {

/// Why a training ends before its last epoch.
struct Stop {
  bool diverged = false;  ///< a result of its own kind; otherwise the training is complete as it is
  std::string reason;
};

/// Decides after each epoch, and after each step whose loss is known, whether a training goes on. Used by one thread; a
/// stopper may keep state of the training it watches and is never used for another.
class Stopper {
 public:
  virtual ~Stopper() = default;
  virtual std::optional<Stop> after_step(double loss) = 0;
  virtual std::optional<Stop> after_epoch(const Epoch& epoch) = 0;
};

/// Asks its members in turn; the first that wants to stop decides.
class StopperChain : public Stopper {
 public:
  void add(std::unique_ptr<Stopper> stopper) { stoppers_.push_back(std::move(stopper)); }
  std::optional<Stop> after_step(double loss) override;
  std::optional<Stop> after_epoch(const Epoch& epoch) override;

 private:
  std::vector<std::unique_ptr<Stopper>> stoppers_;
};

/// Stops at a loss that is NaN or infinite.
class DivergenceStopper : public Stopper {
 public:
  std::optional<Stop> after_step(double loss) override;
  std::optional<Stop> after_epoch(const Epoch& epoch) override;
};

}  // namespace actsweep
