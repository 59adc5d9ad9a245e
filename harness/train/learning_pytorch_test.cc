#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <iostream>

#include "harness/train/test_config.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

struct Mean {
  double value = 0;
  double standard_error = 0;
};

Mean mean_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Mean mean;
  for (const double value : values) mean.value += value / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean.value) * (value - mean.value);
  mean.standard_error = std::sqrt(squares / (n - 1) / n);
  return mean;
}

nlohmann::json trial_of(int seed) {
  nlohmann::json trial = testing::default_trial();
  trial["dataset"] = {{"name", "mnist"}};
  trial["model"].update({{"width", 128}, {"dropout", 0.0}});
  trial["optimizer"] = testing::default_component("optimizer", "adam");
  trial["limit_train"] = 6000;
  trial["epochs"] = 1;
  trial["seed"] = seed;
  return trial;
}

/// Trains cnn6 on 6,000 images of MNIST and compares with the same training in PyTorch, recorded by
/// tools/fixtures/learning.py.
TEST(LearningComparedWithPytorch, ReachesTheSameAccuracyInOneEpochSlow) {
  if (std::getenv("ACTSWEEP_SLOW") == nullptr) GTEST_SKIP() << "trains for a minute; set ACTSWEEP_SLOW=1 to run it";
  const DataLocations locations = DataLocations::standard();
  if (!locate(*find_dataset("mnist").make.official, locations)) {
    GTEST_SKIP() << "MNIST was not found; set ACTSWEEP_DATA to its folder";
  }
  at::set_num_threads(1);
  const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", "mnist"}}), locations);
  const nlohmann::json fixture = nlohmann::json::parse(read_file("harness/train/learning_pytorch.json"));
  const auto recorded = fixture.at("test_top1").get<std::vector<double>>();
  std::vector<double> reached;
  for (int seed = 0; seed < static_cast<int>(recorded.size()); ++seed) {
    reached.push_back(*testing::train(trial_of(seed), dataset).epochs.back().test_top1);
  }
  const Mean ours = mean_of(reached), theirs = mean_of(recorded);
  std::cout << "test accuracy: " << ours.value << " +- " << ours.standard_error << ", in PyTorch " << theirs.value
            << " +- " << theirs.standard_error << " (mean, standard error)\n";
  EXPECT_LT(std::abs(ours.value - theirs.value), 4 * std::hypot(ours.standard_error, theirs.standard_error));
}

}  // namespace
}  // namespace actsweep
