// Processes that are killed, terminated or hang at any moment.

#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include "harness/faults/sweep.h"

namespace actsweep::faults {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Killed : public Sweep {
 protected:
  /// Waits for a checkpoint; returns a process that trains.
  pid_t wait_for_worker(const Background& run) const {
    pid_t worker = 0;
    EXPECT_TRUE(wait_until([&] {
      worker = worker_of(run);
      return worker != 0 && has_checkpoint();
    }));
    return worker;
  }
  static pid_t trainer_of(const Background& run) {
    const std::vector<pid_t> trainers = children_of(run.pid());
    return trainers.empty() ? 0 : trainers[0];
  }
  static pid_t worker_of(const Background& run) {
    const pid_t trainer = trainer_of(run);
    const std::vector<pid_t> workers = trainer == 0 ? std::vector<pid_t>() : children_of(trainer);
    return workers.empty() ? 0 : workers[0];
  }
};

enum class Victim { kWorker, kTrainer, kCoordinator, kAll };

/// Runs sweeps to completion, again and again, while killing processes at random moments.
TEST_F(Killed, TwoHundredTimesAtRandomMoments) {
  constexpr int kKills = 200;
  const std::string undisturbed = undisturbed_results();
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("random seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::discrete_distribution<int> victims({3, 1, 3, 3});
  std::array<int, 4> kills{};
  int sweeps = 0, total = 0, resumed = 0;
  while (total < kKills && !HasFailure()) {
    fs::remove(database());
    fs::remove(database().string() + "-wal");
    fs::remove(database().string() + "-shm");
    for (bool finished = false; !finished && !HasFailure();) {
      Background run(run_command({"--retries", "100", "--quiet"}));
      int trainers_killed = 0;  // a run gives up if its trainer dies three times in a row before it is ready
      while (run.is_running() && total < kKills) {
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1200));
        auto victim = static_cast<Victim>(victims(random));
        if (victim == Victim::kTrainer && ++trainers_killed > 2) victim = Victim::kCoordinator;
        const pid_t trainer = trainer_of(run), worker = worker_of(run);
        if (!run.is_running()) break;
        if (victim == Victim::kCoordinator) run.signal(SIGKILL);
        if (victim == Victim::kAll) run.signal_all(SIGKILL);
        if (victim == Victim::kTrainer && trainer != 0) kill(trainer, SIGKILL);
        if (victim == Victim::kWorker && worker != 0) kill(worker, SIGKILL);
        ++kills[static_cast<std::size_t>(victim)];
        ++total;
      }
      const ProcessResult result = run.wait();
      finished = result.exit_status == 0;
      if (!finished) {
        EXPECT_EQ(result.exit_status, 128 + SIGKILL) << result.output;
      }
    }
    ++sweeps;
    expect_undisturbed();
    resumed += std::stoi(value_of("SELECT count(*) FROM attempt WHERE resumed_steps > 0"));
  }
  std::cout << total << " kills (" << kills[0] << " of a worker, " << kills[1] << " of the trainer, " << kills[2]
            << " of the coordinator, " << kills[3] << " of all) in " << sweeps << " sweeps, " << resumed
            << " attempts resumed from a checkpoint\n";
  EXPECT_GT(resumed, 0);
}

TEST_F(Killed, SigtermAndSigintEndCleanlyWithoutLoss) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Background run(run_command());
    wait_for_worker(run);
    run.signal_all(signal);  // like a batch system or a terminal
    run.signal(signal);
    const ProcessResult result = run.wait();
    EXPECT_EQ(result.exit_status, 130) << result.output;
    EXPECT_THAT(result.output,
                HasSubstr("interrupted; finished trials are recorded. Rerun the same command to resume"));
    EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE outcome = 'failed'"), "0");
    EXPECT_EQ(value_of("SELECT count(*) FROM trial WHERE state = 'running'"), "0");
  }
  EXPECT_EQ(run().exit_status, 0);
  EXPECT_GT(std::stoi(value_of("SELECT count(*) FROM attempt WHERE resumed_steps > 0")), 0);
  expect_undisturbed();
}

TEST_F(Killed, ASecondSignalEndsAtOnce) {
  Background run(run_command());
  kill(wait_for_worker(run), SIGSTOP);  // so that the run must wait for it
  run.signal(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_TRUE(run.is_running());
  run.signal(SIGINT);
  EXPECT_EQ(run.wait().exit_status, 130);
  EXPECT_EQ(this->run().exit_status, 0);
  expect_undisturbed();
}

TEST_F(Killed, AWorkerThatHangsIsKilledAndRetried) {
  Background run(run_command({"--heartbeat-timeout", "3"}));
  kill(wait_for_worker(run), SIGSTOP);
  const ProcessResult result = run.wait();
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("crashed; retrying: no heartbeat for 3 s; killed"));
  expect_undisturbed();
}

TEST_F(Killed, ATrainerThatHangsIsKilledAndStartedAgain) {
  Background run(run_command({"--heartbeat-timeout", "3"}));
  wait_for_worker(run);
  kill(trainer_of(run), SIGSTOP);
  const ProcessResult result = run.wait();
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("it is started again"));
  expect_undisturbed();
}

/// A coordinator that was suspended must not conclude that its trials hang.
TEST_F(Killed, ASuspendedRunContinuesUnaffected) {
  Background run(run_command({"--heartbeat-timeout", "4"}));
  wait_for_worker(run);
  run.signal_all(SIGSTOP);
  std::this_thread::sleep_for(std::chrono::seconds(6));
  run.signal_all(SIGCONT);
  EXPECT_EQ(run.wait().exit_status, 0);
  EXPECT_EQ(value_of("SELECT count(*) FROM attempt"), std::to_string(kTrials));
  expect_undisturbed();
}

TEST_F(Killed, ATrialThatTimesOutFailsAndResumesOnRequest) {
  const ProcessResult result = run({"--timeout", "0.4", "epochs=3000", "seed=0"});
  EXPECT_EQ(result.exit_status, 1) << result.output;
  EXPECT_THAT(result.output, HasSubstr("exceeded --timeout (0.4 s)"));
  EXPECT_EQ(run({"epochs=3000", "seed=0"}).exit_status, 1);
  EXPECT_EQ(run({"epochs=3000", "seed=0", "--retry-failed"}).exit_status, 0);
  EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE outcome = 'done' AND resumed_steps > 0"), "2");
}

TEST_F(Killed, ForceTrainsAgainAndKeepsTheOldAttempts) {
  ASSERT_EQ(run().exit_status, 0);
  const std::string newest = "SELECT min(attempt) FROM outcome";
  EXPECT_EQ(value_of(newest), "1");
  const ProcessResult again = run({"--force"});
  EXPECT_EQ(again.exit_status, 0);
  EXPECT_THAT(again.output, HasSubstr("4 trials trained"));
  EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE outcome = 'done'"), "8");
  EXPECT_EQ(value_of("SELECT count(*) FROM outcome"), "4");
  EXPECT_EQ(value_of(newest), "5");
  EXPECT_EQ(results(), undisturbed_results());
}

}  // namespace
}  // namespace actsweep::faults
