#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "datasets/test_files.h"
#include "harness/faults/background.h"

namespace actsweep::faults {

/// A sweep of seconds, in a folder of its own, through the program as users run it.
class Sweep : public ::testing::Test {
 protected:
  /// Two activations, two seeds.
  static constexpr int kTrials = 4;

  /// `epochs` are at least 300: a trial of so many takes about half a second.
  explicit Sweep(int epochs = 300);

  std::filesystem::path file() const { return folder_ / "tiny.yaml"; }
  std::filesystem::path database() const { return folder_ / "tiny.db"; }
  std::filesystem::path checkpoints() const { return folder_ / "tiny.db.checkpoints"; }

  /// Whether some trial has a checkpoint now.
  bool has_checkpoint() const;

  /// `actsweep run` of the sweep on the database, with a checkpoint every tenth of a second.
  std::vector<std::string> run_command(const std::vector<std::string>& more = {}) const;
  ProcessResult run(const std::vector<std::string>& more = {}) const;
  ProcessResult query(const std::string& sql) const;
  /// The last metrics of all trials, as text, or what is wrong.
  std::string results(const std::filesystem::path& database) const;
  std::string results() const { return results(database()); }
  /// Those of a run that nothing disturbs; made once.
  const std::string& quiet_results();
  /// The one value that a statement answers.
  std::string value_of(const std::string& sql) const;

  /// That the database is whole, and has what a run that nothing disturbed would have.
  void expect_as_undisturbed();

  testing::TemporaryFolder folder_;

 private:
  std::string quiet_;
};

/// Waits until something is so; false when it is not within a minute.
bool wait_until(const std::function<bool()>& condition);

/// Gives this process mounts of its own, so that it can mount without anybody noticing. False, where that needs more
/// rights than it has.
bool own_mounts();

/// A file system of so many bytes in a folder, until the end of the scope.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path folder, int bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  /// Leaves nothing of it free, or gives that back.
  void fill() const;
  void empty() const;
  void forbid_writing() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace actsweep::faults
