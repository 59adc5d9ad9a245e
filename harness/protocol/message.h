#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep::protocol {

// `actsweep` and its trainers exchange lines of JSON over two pipes. A line stays below PIPE_BUF (4,096 bytes on
// Linux), so that the processes of several trials can share one pipe: the kernel writes such lines atomically.

/// Files for the checkpoints of a trial. An empty name means: do not write this one.
struct CheckpointFiles {
  std::string current = {};          ///< to resume from; replaced regularly while the trial runs
  std::string best = {}, last = {};  ///< after the epoch with the best val_top1, and after the last epoch
  double seconds = 60;               ///< between two writes of `current`
};

/// To the trainer: train this. The end of its input tells the trainer to exit, SIGTERM to stop its trials first.
struct Request {
  std::string trial;
  nlohmann::json config = {};    ///< resolved
  std::string data_sha256 = {};  ///< of the data set; the trainer refuses data that has changed since
  CheckpointFiles checkpoints = {};
};

/// The trainer is ready for requests, and describes itself.
struct Ready {
  std::string libtorch_version;
  std::string cpu_capability;  ///< instruction set of LibTorch's kernels
  std::string device;
  std::string processor = {};   ///< the name it reports
  std::string git_commit = {};  ///< the trainer was built from; empty if unknown
  bool git_dirty = false;       ///< whether its sources differed from the commit
};

/// A process has started a trial.
struct Started {
  std::string trial;
  std::int64_t pid = 0;
};

/// The trial resumes from a checkpoint. The trainer then repeats the EpochDone and LayerSeen of all earlier epochs.
struct Resumed {
  std::string trial;
  std::int64_t steps = 0;   ///< optimizer steps before the checkpoint
  std::int64_t images = 0;  ///< training images in these steps
};

/// A remark for the user that does not affect the result.
struct Note {
  std::string trial;
  std::string text;
};

struct Progress {
  std::string trial;
  std::int64_t images = 0;  ///< training images so far
};

struct EpochDone {
  std::string trial;
  Epoch epoch;
};

/// Diagnostics of one layer: before training as epoch 0, else before the EpochDone of their epoch. One message a layer
/// keeps lines short however deep the network is.
struct LayerSeen {
  std::string trial;
  LayerEpoch layer;
};

/// A trial has ended, as its own process reports; kTimedOut comes from the executor.
struct Ended {
  enum class How {
    kDone,
    kDiverged,
    kFailed,
    kOutOfMemory,  ///< may succeed another time
    kStopped,      ///< on request, with a checkpoint
    kTimedOut      ///< killed, because it took too long
  };
  std::string trial;
  How how = How::kDone;
  std::string reason;
};

/// A trial has crashed: its process, or its whole trainer, is gone without an Ended, or was killed because it hung.
struct Exited {
  std::string trial;
  std::string reason;  ///< the signal or exit status, and the end of standard error
};

/// All that happens to trials. Trainers write these events, LocalExecutor passes them on, RunLoop records them.
using Event = std::variant<Ready, Started, Resumed, Note, Progress, EpochDone, LayerSeen, Ended, Exited>;

/// The id of the trial that an event is about; empty for Ready.
std::string trial_of(const Event& event);
/// Whether a trial is over with this event.
bool is_end(const Event& event);
/// Whether a trial ended for a reason that may not occur again.
bool is_crash(const Event& event);

/// Returns one line, with its newline. Shortens long reasons to keep the line below PIPE_BUF.
std::string encode(const Event& event);
std::string encode(const Request& request);
/// Both throw std::runtime_error for a line that does not follow the protocol.
Event decode_event(std::string_view line);
Request decode_request(std::string_view line);

}  // namespace actsweep::protocol
