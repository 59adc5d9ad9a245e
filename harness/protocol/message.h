#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep::protocol {

// The coordinator and a trainer talk in lines of JSON over two pipes. A line stays below PIPE_BUF (4,096 bytes on
// Linux), so that the processes of several trials can share one pipe: the kernel never mixes such writes.

/// Files in which a trial keeps its state; those without a name it does not write.
struct CheckpointFiles {
  std::string current = {};          ///< to go on from, replaced every so often while the trial is under way
  std::string best = {}, last = {};  ///< after the epoch with the best val_top1, and after the last one
  double seconds = 60;               ///< between two writings of `current`
};

/// To the trainer: train this. Its end of input tells the trainer to leave, SIGTERM to stop its trials first.
struct Request {
  std::string trial;
  nlohmann::json config = {};    ///< resolved
  std::string data_sha256 = {};  ///< of the data that it is to be trained on: data that changed meanwhile is refused
  CheckpointFiles checkpoints = {};
};

/// The trainer is up, and what it is.
struct Ready {
  std::string libtorch_version;
  std::string cpu_capability;  ///< instruction set that LibTorch's kernels use
  std::string device;
  std::string processor = {};   ///< as it calls itself
  std::string git_commit = {};  ///< that it was built from; empty: unknown
  bool git_dirty = false;       ///< whether its sources differed from the commit's
};

/// A process has begun a trial.
struct Started {
  std::string trial;
  std::int64_t pid = 0;
};

/// The trial goes on from a checkpoint. All its epochs before are told again, now.
struct Resumed {
  std::string trial;
  std::int64_t steps = 0;   ///< of the optimizer that lie behind it
  std::int64_t images = 0;  ///< trained in them
};

/// Something that the user should know of a trial, and that changes nothing about its result.
struct Note {
  std::string trial;
  std::string text;
};

struct Progress {
  std::string trial;
  std::int64_t images = 0;  ///< training images done so far
};

struct EpochDone {
  std::string trial;
  Epoch epoch;
};

/// A layer was looked at; before training, as of epoch 0, or before the EpochDone of its epoch. One layer a message, so
/// that a line stays short however deep the network is.
struct LayerSeen {
  std::string trial;
  LayerEpoch layer;
};

/// A trial has ended as its own process saw it.
struct Ended {
  enum class How {
    kDone,
    kDiverged,
    kFailed,
    kOutOfMemory,  ///< which may go well another time
    kStopped       ///< as it was told to, with a checkpoint
  };
  std::string trial;
  How how = How::kDone;
  std::string reason;
};

/// The process of a trial is gone, without an Ended before it: the trial crashed.
struct Exited {
  std::string trial;
  std::string reason;  ///< the signal or exit status, and the end of what the process wrote to standard error
};

using Event = std::variant<Ready, Started, Resumed, Note, Progress, EpochDone, LayerSeen, Ended, Exited>;

/// One line, with its newline. Long reasons are shortened to keep the line below PIPE_BUF.
std::string encode(const Event& event);
std::string encode(const Request& request);
/// Throw std::runtime_error where a line is not of the protocol.
Event decode_event(std::string_view line);
Request decode_request(std::string_view line);

}  // namespace actsweep::protocol
