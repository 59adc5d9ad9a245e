#include "harness/faults/sweep.h"

#include <sched.h>
#include <sys/mount.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "harness/cli/cli_testing.h"
#include "harness/util/files.h"

namespace actsweep::faults {

namespace fs = std::filesystem;

Sweep::Sweep(int epochs) {
  std::ofstream(file()) << "name: tiny\n"
                           "trial:\n"
                           "  dataset: {name: synthetic, train: 400, test: 100}\n"
                           "  model: {name: mlp, width: 32, dropout: 0.1}\n"
                           "  optimizer: {name: adam}\n"
                           "  noise: {sigma: 0.1}\n"
                           "  epochs: "
                        << epochs
                        << "\n"
                           "  batch_size: 20\n"
                           "grid:\n"
                           "  model.activation: [relu, mish]\n"
                           "  seed: {count: 2}\n"
                           "report:\n"
                           "  figures: [{x: model.activation, y: test_top1}]\n";
}

bool Sweep::has_checkpoint() const {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(checkpoints(), none)) {
    if (entry.path().extension() == ".safetensors") return true;
  }
  return false;
}

std::vector<std::string> Sweep::run_command(const std::vector<std::string>& more) const {
  std::vector<std::string> command = {testing::program(),   "run", file(), "--db", database(), "--jobs", "2",
                                      "--checkpoint-every", "0.1"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

ProcessResult Sweep::run(const std::vector<std::string>& more) const { return run_process(run_command(more)); }

ProcessResult Sweep::query(const std::string& sql) const {
  return testing::actsweep({"query", sql, "--db", database(), "--format", "csv"});
}

std::string Sweep::results(const fs::path& database) const {
  return testing::actsweep({"query",
                            "SELECT t.id, a.outcome, e.epoch, e.train_loss, e.test_loss, e.test_top1, e.grad_norm, "
                            "(SELECT count(*) FROM epoch WHERE attempt = a.id) AS epochs "
                            "FROM outcome AS o JOIN attempt AS a ON a.id = o.attempt JOIN trial AS t ON t.number = "
                            "o.trial JOIN epoch AS e ON e.attempt = a.id WHERE e.epoch % 50 = 0 ORDER BY t.id, e.epoch",
                            "--db", database, "--format", "csv"})
      .output;
}

const std::string& Sweep::undisturbed_results() {
  if (undisturbed_.empty()) {
    const fs::path database = folder_ / "undisturbed.db";
    const ProcessResult run = testing::actsweep({"run", file(), "--db", database, "--jobs", "2"});
    EXPECT_EQ(run.exit_status, 0) << run.output;
    undisturbed_ = results(database);
  }
  return undisturbed_;
}

std::string Sweep::value_of(const std::string& sql) const {
  const std::string answer = query(sql).output;
  const std::size_t line = answer.find('\n') + 1;
  return answer.substr(line, answer.find('\n', line) - line);
}

void Sweep::expect_undisturbed() {
  EXPECT_EQ(run_process({"sqlite3", database(), "PRAGMA integrity_check", "PRAGMA foreign_key_check"}).output, "ok\n");
  EXPECT_EQ(results(), undisturbed_results());
  // One finished attempt per trial: no finished trial was trained again.
  EXPECT_EQ(value_of("SELECT count(*) || ' of ' || count(DISTINCT trial) FROM attempt WHERE outcome = 'done'"),
            std::to_string(kTrials) + " of " + std::to_string(kTrials));
  EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE outcome IS NULL"), "0");
  EXPECT_FALSE(fs::exists(checkpoints()));
}

bool wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

bool unshare_mounts() {
  return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

SmallDisk::SmallDisk(fs::path folder, int bytes) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  const std::string size = "size=" + std::to_string(bytes);
  EXPECT_EQ(mount("none", folder_.c_str(), "tmpfs", 0, size.c_str()), 0) << folder_;
}

SmallDisk::~SmallDisk() { umount2(folder_.c_str(), MNT_DETACH); }

void SmallDisk::fill() const {
  std::ofstream file(folder_ / "filler", std::ios::binary);
  const std::string page(4096, 'x');
  while (file.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
  }
}

void SmallDisk::empty() const { fs::remove(folder_ / "filler"); }

void SmallDisk::make_read_only() const {
  EXPECT_EQ(mount("none", folder_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
}

}  // namespace actsweep::faults
