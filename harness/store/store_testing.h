#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "harness/store/store.h"
#include "harness/util/error.h"

namespace actsweep::testing_support {

/// A database in its own folder, which is deleted after the test.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "actsweep_store_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "sweep.db";
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  Store writer() const { return {path_, Store::Access::kReadWrite}; }
  Store reader() const { return {path_, Store::Access::kReadOnly}; }

  std::filesystem::path folder_, path_;
};

inline TrialRecord trial(std::string id, std::map<std::string, nlohmann::json> columns) {
  return {std::move(id), nlohmann::json{{"from", "a test"}}, std::move(columns), 1};
}

inline AttemptInfo on_data(std::string sha256) {
  AttemptInfo info;
  info.host = "testhost";
  info.pid = getpid();
  info.device = "cpu";
  info.git_commit = "c0ffee";
  info.data_sha256 = std::move(sha256);
  return info;
}

inline Epoch epoch(int number, double test_top1, double test_loss = 1.0) {
  Epoch epoch;
  epoch.epoch = number;
  epoch.test_top1 = test_top1;
  epoch.test_loss = test_loss;
  return epoch;
}

/// Leases and trains a trial in the store's run.
inline void train(Store& store, const std::string& id, const std::string& data, double test_top1,
                  Outcome outcome = Outcome::kDone, const std::string& error = "", double test_loss = 1.0) {
  ASSERT_EQ(store.lease(id, data, {.failed = true}), LeaseResult::kGranted);
  const std::int64_t attempt = store.begin_attempt(id, on_data(data));
  store.record_epoch(attempt, epoch(1, test_top1, test_loss));
  store.finish_attempt(attempt, outcome, error);
}

/// All rows of a query, and its column names first if asked for.
inline std::vector<Store::Row> rows(const Store& store, const std::string& sql,
                                    std::vector<std::string>* names = nullptr) {
  std::vector<Store::Row> rows;
  store.query(
      sql,
      [&](const std::vector<std::string>& columns) {
        if (names != nullptr) *names = columns;
      },
      [&](const Store::Row& row) { rows.push_back(row); });
  return rows;
}

/// The message of the InputError that `action` must throw.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace actsweep::testing_support
