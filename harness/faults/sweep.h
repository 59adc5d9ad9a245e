#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "datasets/test_files.h"
#include "harness/faults/background.h"

namespace actsweep::faults {

/// A sweep that takes seconds, in its own folder, run with the command-line program.
class Sweep : public ::testing::Test {
 protected:
  /// Two activations with two seeds each.
  static constexpr int kTrials = 4;

  /// A trial of 300 epochs takes about half a second.
  explicit Sweep(int epochs = 300);

  std::filesystem::path file() const { return folder_ / "tiny.yaml"; }
  std::filesystem::path database() const { return folder_ / "tiny.db"; }
  std::filesystem::path checkpoints() const { return folder_ / "tiny.db.checkpoints"; }

  /// Whether a checkpoint exists.
  bool has_checkpoint() const;

  /// `actsweep run` of the sweep on the database, with a checkpoint every 0.1 s.
  std::vector<std::string> run_command(const std::vector<std::string>& more = {}) const;
  ProcessResult run(const std::vector<std::string>& more = {}) const;
  ProcessResult query(const std::string& sql) const;
  /// The last metrics of all trials as text, or the error message.
  std::string results(const std::filesystem::path& database) const;
  std::string results() const { return results(database()); }
  /// The results of an undisturbed run; computed once.
  const std::string& undisturbed_results();
  /// The single value that a SQL statement returns.
  std::string value_of(const std::string& sql) const;

  /// Expects an intact database with the results of an undisturbed run.
  void expect_undisturbed();

  testing::TemporaryFolder folder_;

 private:
  std::string undisturbed_;
};

/// Waits until the condition holds; false after a minute.
bool wait_until(const std::function<bool()>& condition);

/// Moves this process into a private mount namespace. Returns false without the required privileges.
bool unshare_mounts();

/// A file system of limited size, mounted on a folder until the end of the scope.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path folder, int bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  /// Fills the free space, or frees it again.
  void fill() const;
  void empty() const;
  void make_read_only() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace actsweep::faults
