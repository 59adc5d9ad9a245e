#pragma once

#include <c10/core/Device.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "harness/protocol/checkpoint_file.h"
#include "harness/protocol/message.h"
#include "models/state.h"

namespace actsweep {

/// The checkpoints of one training: safetensors files with a checksum, replaced atomically.
class Checkpoints {
 public:
  /// Passes all state of a training to a visitor.
  using Visit = std::function<void(StateVisitor&)>;
  using Note = std::function<void(const std::string&)>;

  /// The caller removes `files.current` after the training. `note` receives the reason when a checkpoint cannot be
  /// written or used; the training continues without it.
  Checkpoints(const protocol::CheckpointFiles& files, const CheckpointIdentity& identity, c10::Device device,
              Note note);

  /// Restores the state of the training from its checkpoint. Returns false, without changing anything, if there is no
  /// usable checkpoint. Throws DamagedFile if a checkpoint with the right identity lacks a member, possibly after some
  /// state was restored, and InputError if the file cannot be read, which may be temporary.
  bool restore(const Visit& visit) const;
  /// Whether it is time for the next checkpoint.
  bool is_due() const;
  void save(const Visit& visit);
  void save_best(const Visit& visit) { write(files_.best, visit); }
  void save_last(const Visit& visit) { write(files_.last, visit); }

 private:
  void write(const std::filesystem::path& path, const Visit& visit);

  const protocol::CheckpointFiles& files_;
  const CheckpointIdentity& identity_;
  c10::Device device_;
  Note note_;
  bool has_failed_ = false;  ///< whether the last write failed, so that a full disk is noted once
  std::chrono::steady_clock::time_point saved_at_ = std::chrono::steady_clock::now();
};

}  // namespace actsweep
