#include "harness/runner/checkpoint_folder.h"

#include <regex>

namespace actsweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".safetensors";

/// "TRIAL-SHA256"
std::string stem(const std::string& trial, const std::string& data_sha256) { return trial + "-" + data_sha256; }

}  // namespace

CheckpointFolder::CheckpointFolder(const fs::path& database, double seconds, KeptCheckpoint kept)
    : folder_(fs::weakly_canonical(fs::absolute(database)).string() + ".checkpoints"), seconds_(seconds), kept_(kept) {}

protocol::CheckpointFiles CheckpointFolder::files(const std::string& trial, const std::string& data_sha256) const {
  const auto file = [&](const std::string& kind) {
    return (folder_ / (stem(trial, data_sha256) + kind + kExtension)).string();
  };
  return {.current = file(""),
          .best = kept_ == KeptCheckpoint::kBest ? file(".best") : "",
          .last = kept_ == KeptCheckpoint::kLast ? file(".last") : "",
          .seconds = seconds_};
}

void CheckpointFolder::remove(const std::string& trial, const std::string& data_sha256) const {
  std::error_code ignored;
  fs::remove(files(trial, data_sha256).current, ignored);
  fs::remove(folder_, ignored);  // which fails while it holds anything
}

void CheckpointFolder::tidy(const Store& store) const {
  static const std::regex checkpoint(R"(([0-9a-f]{16})-([0-9a-f]{64})\.safetensors)"),
      part(R"(([0-9a-f]{16})-.*\.part[0-9]+)");
  std::error_code no_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, no_folder)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    std::error_code ignored;
    if (std::regex_match(name, match, part)) {
      // By the trial, not by the process that wrote: a dead one that nobody has waited for looks alive, and its number
      // may be another's by now.
      if (!store.is_held(match[1])) fs::remove(entry.path(), ignored);
    } else if (std::regex_match(name, match, checkpoint)) {
      // One that is held has a result and is trained again all the same.
      if (store.is_finished(match[1], match[2]) && !store.is_held(match[1])) fs::remove(entry.path(), ignored);
    }
  }
  fs::remove(folder_, no_folder);
}

}  // namespace actsweep
