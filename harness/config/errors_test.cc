// Mistakes in experiment files and on the command line, and their messages.

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

using ConfigErrors = ExperimentTest;

TEST_F(ConfigErrors, MalformedYaml) {
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: [1\n"), "e.yaml:3:1: malformed YAML: end of sequence flow not found");
  EXPECT_EQ(error_of("name: e\nname: f\n"), "e.yaml:2:1: name: the key is given twice (first at e.yaml:1:7)");
  EXPECT_EQ(error_of("name: e\n---\nname: f\n"),
            "e.yaml:3:1: a second YAML document begins here; a file holds one experiment");
  EXPECT_EQ(error_of(""), "e.yaml: the file is empty");
  EXPECT_EQ(error_of("a: &a [*a]\n"), "e.yaml:1:8: the alias is inside its own anchor");
  EXPECT_EQ(error_of("name: e\ntrial:\n  <<: {epochs: 1}\n"),
            "e.yaml:3:3: merge keys (<<) are not supported; write the keys out");
  EXPECT_EQ(error_of("name: e\ntrial:\n\tepochs: 1\n"),
            "e.yaml:3:8: malformed YAML: illegal map value; indent with spaces, not with a tab");
  EXPECT_EQ(error_of("- name\n"), "e.yaml:1:1: expected a mapping, got a list");
}

TEST_F(ConfigErrors, AliasBomb) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::vector<std::string> aliases(10, fmt::format("*a{}", i - 1));
    bomb += fmt::format("a{0}: &a{0} [{1}]\n", i, fmt::join(aliases, ", "));
  }
  EXPECT_NE(error_of(bomb).find("more than 100,000 values"), std::string::npos);
}

TEST_F(ConfigErrors, UnknownKeys) {
  EXPECT_EQ(error_of("name: e\nreprot: {}\n"),
            "e.yaml:2:1: reprot: unknown key (did you mean report?); known here: extends, name, title, trial, grid, "
            "exclude, scale, scales, report");
  EXPECT_EQ(error_of("name: e\ntrial: {epoch: 3}\n"),
            "e.yaml:2:16: epoch: unknown key (did you mean epochs?); known here: augmentation, batch_size, clip, "
            "cutmix, dataset, diagnostics, epochs, gradient_checkpointing, initializer, label_smoothing, limit_test, "
            "limit_train, "
            "loss, memory_format, mixup, model, "
            "noise, normalize, optimizer, precision, regularizer, schedule, seed, seeds, validation");
  EXPECT_EQ(error_of("name: e\ntrial:\n  noise: {sigmo: 3}\n"),
            "e.yaml:3:18: noise.sigmo: unknown key (did you mean sigma?); known here: sigma, split");
  EXPECT_EQ(
      error_of("name: e\ntrial: {model: {name: cnn6, widht: 3}}\n"),
      "e.yaml:2:36: model.widht: the model cnn6 does not read this key (did you mean width?); it reads activation, "
      "batch_norm, batch_norm_preset, dropout, dropouts, width");
}

TEST_F(ConfigErrors, OldKeysAreAnsweredWithTheNewOnes) {
  const auto now = [](const std::string& name) { return ::testing::HasSubstr(" (it is now called " + name + "); "); };
  EXPECT_THAT(error_of("name: e\ntrial: {inside: {images: 64}}\n"),
              ::testing::StartsWith("e.yaml:2:26: inside.images: unknown key (it is now called diagnostics); known "));
  EXPECT_THAT(error_of("name: e\ngrid: {inside.images: [3, 4]}\n"), now("diagnostics"));
  EXPECT_THAT(error_of("name: e\nscale: small\nscales: {small: {inside.images: 3}}\n"), now("diagnostics"));
  EXPECT_THAT(error_of("name: e\n", {"inside.images=3"}), now("diagnostics"));
  EXPECT_THAT(error_of("name: e\ntrial: {optimizer: {name: sgd, flavour: keras}}\n"), now("preset"));
  EXPECT_THAT(error_of("name: e\ntrial: {model: {name: cnn6, batch_norm_flavour: keras}}\n"), now("batch_norm_preset"));
}

TEST_F(ConfigErrors, KeysInTheWrongPlace) {
  const auto hint = [](const std::string& key) {
    return ::testing::HasSubstr("unknown key (did you mean " + key + "?)");
  };
  EXPECT_THAT(error_of("name: e\ntrial: {lr: 0.1}\n"), hint("optimizer.lr"));
  EXPECT_THAT(error_of("name: e\n", {"learning_rate=0.1"}), hint("optimizer.lr"));
  EXPECT_THAT(error_of("name: e\ngrid: {activation: [relu, mish]}\n"), hint("model.activation"));
  EXPECT_THAT(error_of("name: e\ntrial: {alpha: 1}\n"), hint("cutmix.alpha or mixup.alpha"));
  EXPECT_THAT(error_of("name: e\ntrial: {optimizer: {name: sgd, learning_rate: 0.1}}\n"),
              ::testing::HasSubstr("the optimizer sgd does not read this key (did you mean lr?)"));
  EXPECT_EQ(error_of("name: e\ngrid: {seeds: {count: 3}}\n"),
            "e.yaml:2:15: seeds: takes no value (did you mean seed?); set seeds.init or seeds.data");
}

TEST_F(ConfigErrors, AKeyThatNoChosenComponentReads) {
  EXPECT_EQ(error_of("name: e\ngrid: {model.depth: [1, 2]}\n"),
            "e.yaml:2:8: model.depth: the model cnn6 does not read this key (it belongs to densenet, depth_net, mlp, "
            "resnet_v1, resnet_v2, senet, wide_resnet); it reads "
            "activation, batch_norm, batch_norm_preset, dropout, dropouts, width");
  EXPECT_EQ(
      error_of("name: e\n", {"optimizer.beta1=0.5"}),
      "command line, optimizer.beta1=0.5: optimizer.beta1: the optimizer sgd does not read this key (it belongs to "
      "adam, adamax, adamw, nadam, radam, ranger); it reads dampening, decay, decoupled, lr, lr_decay, "
      "momentum, nesterov, preset, weight_decay");
}

TEST_F(ConfigErrors, IncompatibleValues) {
  EXPECT_EQ(error_of("name: e\ntrial:\n  optimizer: {name: sgd, nesterov: true}\n"),
            "e.yaml:3:36: optimizer.nesterov: Nesterov momentum needs optimizer.momentum above 0");
  EXPECT_EQ(error_of("name: e\ngrid:\n  optimizer.momentum: [0.9, 0]\n  optimizer.nesterov: [false, true]\n"),
            "e.yaml:4:31: optimizer.nesterov: Nesterov momentum needs optimizer.momentum above 0");
  // The first constraint visits all rows of the axis, on which the second does not depend.
  EXPECT_EQ(error_of("name: e\ntrial: {optimizer: {name: sgd, nesterov: true, dampening: 0.1}}\n"
                     "grid: {optimizer.momentum: [0.5, 0.9]}\n"),
            "e.yaml:2:59: optimizer.dampening: Nesterov momentum is not dampened");
  EXPECT_EQ(error_of("name: e\ngrid:\n  optimizer.momentum: [0.9, 0]\n  optimizer.nesterov: [false, true]\n"
                     "exclude:\n  - {optimizer.momentum: 0, optimizer.nesterov: true}\n"),
            "");
  EXPECT_EQ(error_of("name: e\ntrial:\n  optimizer: {lr: 0.01}\n  schedule: {name: cosine, lr_min: 0.02}\n"),
            "e.yaml:4:36: schedule.lr_min: it is above optimizer.lr, the peak of the schedule");
  EXPECT_EQ(error_of("name: e\ntrial:\n  schedule: {name: one_cycle, lr_start: 0.2, lr_max: 0.1}\n"),
            "e.yaml:3:41: schedule.lr_start: it is above schedule.lr_max, the peak of the schedule");
  EXPECT_EQ(error_of("name: e\ntrial: {schedule: one_cycle}\n"),
            "e.yaml:2:19: schedule.cycle_momentum: optimizer.momentum is 0: set it above 0, or set this to false");
  EXPECT_EQ(error_of("name: e\ntrial: {schedule: one_cycle, optimizer: lookahead}\n"),
            "e.yaml:2:19: schedule.cycle_momentum: optimizer.inner.momentum is 0: set it above 0, or set this "
            "to false");
  EXPECT_EQ(error_of("name: e\ntrial: {schedule: one_cycle, optimizer: {name: lookahead, inner: adam}}\n"), "");
  EXPECT_EQ(error_of("name: e\ntrial: {optimizer: lookahead, schedule: {name: cosine, lr_min: 1}}\n"),
            "e.yaml:2:64: schedule.lr_min: it is above optimizer.inner.lr, the peak of the schedule");
  EXPECT_EQ(error_of("name: e\ntrial: {schedule: one_cycle, optimizer: adagrad}\n"),
            "e.yaml:2:19: schedule.cycle_momentum: the optimizer has no momentum to cycle: set this to false");
  EXPECT_EQ(error_of("name: e\ntrial: {schedule: one_cycle, optimizer: adam}\n"), "");
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: 2, schedule: {name: constant, warmup: 3}}\n"),
            "e.yaml:2:55: schedule.warmup: the warm-up is longer than the training");
  EXPECT_EQ(error_of("name: e\ntrial: {model: {name: senet, depth: 34, variant: kuangliu}}\n"),
            "e.yaml:2:50: model.variant: variant kuangliu exists for depth 18 only");
  // A mapping sets keys of its own component, so that no other component can make them valid.
  EXPECT_THAT(error_of("name: e\ngrid: {model: [{name: mlp, width: 8}, {name: lenet4, width: 8}]}\n"),
              ::testing::StartsWith("e.yaml:2:61: model.width: "));
  EXPECT_THAT(error_of("name: e\ngrid: {model.activation: [{name: elu, alpha: 2}, {name: relu, alpha: 2}]}\n"),
              ::testing::StartsWith("e.yaml:2:70: model.activation.alpha: "));
  EXPECT_EQ(error_of("name: e\ntrial: {clip: {norm: 1, value: 0.5}}\n"),
            "e.yaml:2:32: clip.value: set clip.norm or clip.value, not both");
  EXPECT_EQ(error_of("name: e\ntrial: {clip: {norm: 1}}\n"), "");
  EXPECT_EQ(error_of("name: e\ntrial: {loss: {name: margin, absent: 0.95}}\n"),
            "e.yaml:2:38: loss.absent: it is above loss.present: the margin would be negative");
}

TEST_F(ConfigErrors, ListsOfNumbersInOneText) {
  EXPECT_EQ(
      error_of("name: e\ntrial:\n  schedule: {name: multi_step, milestones: 2 x}\n"),
      "e.yaml:3:44: schedule.milestones: 2 x is not numbers of at least 1 and at most 1000000, separated by spaces");
  EXPECT_EQ(error_of("name: e\ngrid:\n  schedule.milestones: [2 4, 3]\n", {"schedule=multi_step"}), "");
  EXPECT_EQ(error_of("name: e\ntrial:\n  schedule: {name: multi_step, milestones: 2 4, factors: 0.1 0.2 0.5}\n"),
            "e.yaml:3:58: schedule.factors: it needs one factor for each of schedule.milestones");
  EXPECT_EQ(error_of("name: e\ntrial:\n  schedule: {name: multi_step, milestones: 2, factors: 0.1}\n"), "");
}

TEST_F(ConfigErrors, WrongTypes) {
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: many}\n"),
            "e.yaml:2:17: epochs: many is not a whole number of at least 1 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: 1.5}\n"),
            "e.yaml:2:17: epochs: 1.5 is not a whole number of at least 1 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: \"3\"}\n"),
            "e.yaml:2:17: epochs: \"3\" is not a whole number of at least 1 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ntrial: {epochs: [1, 2]}\n"),
            "e.yaml:2:17: epochs: expected one value, got a list; an axis belongs under grid");
  EXPECT_EQ(error_of("name: e\ntrial: {noise: 3}\n"),
            "e.yaml:2:16: noise: takes no value; set noise.sigma or noise.split");
  EXPECT_EQ(error_of("name: e\ntrial: {optimizer: {nesterov: 1}}\n"),
            "e.yaml:2:31: optimizer.nesterov: 1 is not true or false");
  EXPECT_EQ(error_of("name: e\ntrial: {optimizer: {lr: .nan}}\n"),
            "e.yaml:2:25: optimizer.lr: .nan is not a number of at least 0");
  EXPECT_EQ(
      error_of("name: e\ngrid: {seed: 3}\n"),
      "e.yaml:2:14: seed: 3 is not an axis; an axis is a list, {range: [a, b], step: s}, {linspace: [a, b], num: n}, "
      "{logspace: [a, b], num: n} or {count: n}");
}

TEST_F(ConfigErrors, OutOfRange) {
  EXPECT_EQ(error_of("name: e\ntrial: {mixup: {alpha: -1}}\n"),
            "e.yaml:2:24: mixup.alpha: -1 is not a number of at least 0 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ntrial: {cutmix: {alpha: -1}}\n"),
            "e.yaml:2:25: cutmix.alpha: -1 is not a number of at least 0 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ntrial: {label_smoothing: 1}\n"),
            "e.yaml:2:26: label_smoothing: 1 is not a number of at least 0 and below 1");
  EXPECT_EQ(error_of("name: e\ntrial: {noise: {sigma: -1}}\n"),
            "e.yaml:2:24: noise.sigma: -1 is not a number of at least 0 and at most 1000000");
  EXPECT_EQ(error_of("name: e\ngrid: {model.dropout: [0.5, 1]}\n"),
            "e.yaml:2:29: model.dropout: 1 is not a number of at least 0 and below 1");
  EXPECT_EQ(error_of("name: e\ngrid: {model.depth: [20, 21]}\n", {"model=resnet_v1"}),
            "e.yaml:2:26: model.depth: 21 is not a whole number of at least 8 and at most 1202, in steps of 6: 8, 14, "
            "20, ...");
  EXPECT_EQ(error_of("name: e\ntrial: {model: {name: senet, depth: 20}}\n"),
            "e.yaml:2:37: model.depth: 20 is not one of 18, 34, 50");
  EXPECT_EQ(error_of("name: e\n", {"epochs=0"}),
            "command line, epochs=0: epochs: 0 is not a whole number of at least 1 and at most 1000000");
}

TEST_F(ConfigErrors, UnknownNames) {
  EXPECT_EQ(error_of("name: e\ntrial: {model: {activation: mihs}}\n"),
            "e.yaml:2:29: model.activation: no activation is named mihs (did you mean mish?); `actsweep list "
            "activations` shows all");
  EXPECT_EQ(error_of("name: e\ngrid: {dataset: [mnist, cifar11]}\n"),
            "e.yaml:2:25: dataset: no dataset is named cifar11 (did you mean cifar10?); there are cifar10, cifar100, "
            "fashion_mnist, kmnist, mnist, synthetic");
  EXPECT_EQ(error_of("name: e\ntrial: {noise: {split: tset}}\n"),
            "e.yaml:2:24: noise.split: tset is not one of train, test, both (did you mean test?)");
}

TEST_F(ConfigErrors, Formulas) {
  const auto of = [&](const std::string& activation) {
    return error_of("name: e\ntrial: {model: {activation: {" + activation + "}}}\n");
  };
  EXPECT_EQ(of("formula: x * (x"),
            "e.yaml:2:39: model.activation.formula: in the formula, column 5: unclosed parenthesis");
  EXPECT_EQ(
      of("formula: x * sigmoid(b * x)"),
      "e.yaml:2:39: model.activation.formula: b has no value; set one, such as model.activation.b: 1, or correct the "
      "name");
  EXPECT_EQ(of("formula: x * sigmoid(b * x), b: high"), "e.yaml:2:62: model.activation.b: high is not a number");
  EXPECT_EQ(of("formula: x * sigmoid(b * x), b: 1, c: 2"),
            "e.yaml:2:68: model.activation.c: the activation formula does not read this key; it reads b, formula");
  EXPECT_EQ(
      of("formula: x * name, name: relu"),
      "e.yaml:2:39: model.activation.formula: the activation relu does not read this key (it belongs to formula); "
      "it reads no keys");
  EXPECT_EQ(of("formula: x * formula"),
            "e.yaml:2:39: model.activation.formula: formula is the name of another key; rename the parameter");
}

TEST_F(ConfigErrors, Axes) {
  EXPECT_EQ(error_of("name: e\ngrid: {seed: []}\n"),
            "e.yaml:2:14: seed: the axis is empty; give it at least one value");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: [1], \"epochs, seed\": [[1, 2]]}\n"),
            "e.yaml:2:19: seed: the axis is given twice in one block");
  EXPECT_EQ(error_of("name: e\ngrid: {model: [cnn6], model.name: [mlp]}\n"),
            "e.yaml:2:23: model: the axis is given twice in one block");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: [1, 2, 1.0]}\n"), "e.yaml:2:21: seed: the axis has 1.0 twice");
  EXPECT_EQ(error_of("name: e\ngrid: {\"seed, epochs\": [[1, 2], [3]]}\n"),
            "e.yaml:2:33: seed, epochs: a row of this zipped axis needs 2 values, one per key; this row has 1");
  EXPECT_EQ(
      error_of("name: e\ngrid: {seed: {rnage: [0, 1], step: 1}}\n"),
      "e.yaml:2:14: seed: rnage is not a generator (did you mean range?); an axis is a list, {range: [a, b], step: s}, "
      "{linspace: [a, b], num: n}, {logspace: [a, b], num: n} or {count: n}");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: {range: [0, 1], step: -1}}\n"),
            "e.yaml:2:36: seed: steps of -1 never lead from 0 to 1");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: {range: [0, 7], step: 2}}\n"),
            "e.yaml:2:36: seed: steps of 2 from 0 do not end at 7");
  EXPECT_EQ(error_of("name: e\ngrid: {optimizer.lr: {logspace: [0, 1], num: 3}}\n"),
            "e.yaml:2:22: optimizer.lr: the ends of a logspace must be above 0");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: {count: 0}}\n"),
            "e.yaml:2:22: seed: an axis has a whole number of points from 1 to 1,000,000, not 0");
}

TEST_F(ConfigErrors, MoreThanTenMillionPoints) {
  EXPECT_EQ(error_of("name: e\ngrid: {seed: {count: 4000}, epochs: {range: [1, 4000], step: 1}}\n"),
            "e.yaml:2:7: grid: more than 10,000,000 points; ask for fewer");
  EXPECT_EQ(error_of("name: e\n", {"seed={count: 4000}", "epochs={range: [1, 4000], step: 1}"}),
            "e: grid: more than 10,000,000 points; ask for fewer");
}

TEST_F(ConfigErrors, Overrides) {
  const std::string zipped = "name: e\ngrid: {\"seed, epochs\": [[1, 2], [3, 4]]}\n";
  EXPECT_EQ(error_of(zipped, {"seed=1"}), "");
  EXPECT_EQ(error_of(zipped, {"seed, epochs=[[5, 6]]"}), "");
  EXPECT_EQ(error_of("name: e\n", {"=3"}), "command line, =3: write an override as key=value");
  EXPECT_EQ(error_of("name: e\n", {"epochs=[1"}), "command line, epochs=[1: [1 is not a YAML value");
}

TEST_F(ConfigErrors, ExclusionsAndNames) {
  EXPECT_EQ(error_of("name: e\nexclude: [{modle: mlp}]\n").substr(0, 32), "e.yaml:2:11: modle: unknown key ");
  EXPECT_EQ(error_of("name: e\nexclude: [{}]\n"), "e.yaml:2:11: exclude: a rule without keys would exclude everything");
  EXPECT_EQ(error_of("name: ../e\n"),
            "e.yaml:1:7: name: \"../e\" is not a valid name; use letters, digits, '_', '-' and '.'");
  EXPECT_EQ(error_of("title: e\n"), "e.yaml:1:1: the key name is missing");
}

}  // namespace
}  // namespace actsweep
