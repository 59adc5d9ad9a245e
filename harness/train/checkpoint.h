#pragma once

#include <c10/core/Device.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "harness/protocol/checkpoint_identity.h"
#include "models/state.h"

namespace actsweep {

/// When and where a training saves checkpoints. Without `file` it saves none to resume from.
struct CheckpointPlan {
  std::filesystem::path file = {};  ///< to resume from; the caller removes it after the training
  double seconds = 60;              ///< between checkpoints
  std::filesystem::path best = {};  ///< the state after the epoch with the best val_top1; empty: not saved
  std::filesystem::path last = {};  ///< the state after the last epoch; empty: not saved
  CheckpointIdentity identity = {};
};

/// The checkpoints of one training: safetensors files with a checksum, replaced atomically.
class Checkpoints {
 public:
  /// Passes all state of a training to a visitor.
  using Visit = std::function<void(StateVisitor&)>;
  using Note = std::function<void(const std::string&)>;

  /// `note` receives the reason when a checkpoint cannot be written or used; the training continues without it.
  Checkpoints(const CheckpointPlan& plan, c10::Device device, Note note);

  /// Restores the state of the training from its checkpoint. Returns false, without changing anything, if there is no
  /// usable checkpoint. Throws DamagedFile if a checkpoint with the right identity lacks a member, possibly after some
  /// state was restored, and InputError if the file cannot be read, which may be temporary.
  bool restore(const Visit& visit) const;
  /// Whether it is time for the next checkpoint.
  bool is_due() const;
  void save(const Visit& visit);
  void save_best(const Visit& visit) { write(plan_.best, visit); }
  void save_last(const Visit& visit) { write(plan_.last, visit); }

 private:
  void write(const std::filesystem::path& path, const Visit& visit);

  const CheckpointPlan& plan_;
  c10::Device device_;
  Note note_;
  bool has_failed_ = false;  ///< whether the last write failed, so that a full disk is noted once
  std::chrono::steady_clock::time_point saved_at_ = std::chrono::steady_clock::now();
};

}  // namespace actsweep
