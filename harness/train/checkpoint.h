#pragma once

#include <c10/core/Device.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "harness/protocol/checkpoint_identity.h"
#include "models/state.h"

namespace actsweep {

/// When a training keeps its state in files, and where. Without a file it never does.
struct CheckpointPlan {
  std::filesystem::path file = {};  ///< of the state to go on from; the caller removes it when the training has ended
  double seconds = 60;              ///< between two checkpoints
  std::filesystem::path best = {};  ///< of the state after the epoch with the best val_top1; empty: not kept
  std::filesystem::path last = {};  ///< of the state after the last epoch; empty: not kept
  CheckpointIdentity identity = {};
};

/// The checkpoints of one training, each a safetensors file with a checksum, which is replaced as a whole.
class Checkpoints {
 public:
  /// Tells a training's members to a visitor.
  using Visit = std::function<void(StateVisitor&)>;
  using Note = std::function<void(const std::string&)>;

  /// `note` hears why a checkpoint could not be written or taken; the training itself goes on without it.
  Checkpoints(const CheckpointPlan& plan, c10::Device device, Note note);

  /// Gives the training the state of its checkpoint. False where there is none, or none that fits: nothing was changed
  /// then. Throws DamagedFile where a checkpoint fits but lacks a member, which may be after a part was changed, and
  /// InputError where the file cannot be read, which may pass.
  bool take_back(const Visit& visit) const;
  /// Whether the last checkpoint, or the beginning, is long enough ago.
  bool is_due() const;
  void save(const Visit& visit);
  void keep_best(const Visit& visit) { write(plan_.best, visit); }
  void keep_last(const Visit& visit) { write(plan_.last, visit); }

 private:
  void write(const std::filesystem::path& path, const Visit& visit);

  const CheckpointPlan& plan_;
  c10::Device device_;
  Note note_;
  bool has_failed_ = false;  ///< the last time that one was written
  std::chrono::steady_clock::time_point saved_at_ = std::chrono::steady_clock::now();
};

}  // namespace actsweep
