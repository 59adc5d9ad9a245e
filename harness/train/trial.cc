#include "harness/train/trial.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "harness/train/diagnostics.h"
#include "harness/train/evaluate.h"
#include "harness/train/gradient_norms.h"
#include "harness/train/input.h"
#include "harness/train/loss/loss.h"
#include "harness/train/lr_schedule/schedule.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/regularize/regularizer.h"
#include "harness/train/safetensors.h"
#include "harness/util/error.h"
#include "models/init/initializer.h"
#include "models/layers/bf16.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::uint64_t seed_of(const Params& trial, const char* purpose) {
  const Params seeds = trial.child("seeds");
  return static_cast<std::uint64_t>(seeds.has(purpose) ? seeds.integer(purpose) : trial.integer("seed"));
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

/// Why a loss counts as divergence: `name` became NaN or infinite. None for a finite loss.
std::optional<std::string> divergence(const char* name, double loss) {
  if (std::isfinite(loss)) return std::nullopt;
  return fmt::format("the {} loss became {}", name, std::isnan(loss) ? "NaN" : "infinite");
}

/// The state of the current epoch.
struct EpochState {
  at::Tensor order = {};  ///< of the training images; undefined before the epoch begins
  std::int64_t steps = 0, images = 0;
  at::Tensor loss_sum = {}, correct = {}, norm_sum = {};
  double seconds = 0;  ///< spent on training

  void visit_state(StateVisitor& visitor, const std::string& name) {
    visitor.tensor(name + ".order", order);
    visitor.value(name + ".steps", steps);
    visitor.value(name + ".images", images);
    visitor.tensor(name + ".loss_sum", loss_sum);
    visitor.tensor(name + ".correct", correct);
    visitor.tensor(name + ".norm_sum", norm_sum);
    visitor.value(name + ".seconds", seconds);
  }
};

/// All state of one training.
class Training {
 public:
  Training(const Params& trial, const Dataset& dataset, c10::Device device, const TrialListener& listener,
           const TrialControl& control)
      : device_(device),
        listener_(listener),
        control_(control),
        checkpoints_(control.checkpoints, control.identity, device, listener.on_note),
        data_(to_device(dataset, trial, device)),
        input_(data_, trial, seed_of(trial, "data"), device),
        order_(seed_of(trial, "data"), "order"),
        dropout_(static_cast<std::uint64_t>(trial.integer("seed")), "dropout", device),
        network_(make_network(trial)),
        parameters_(*network_, parameter_order(trial.child("optimizer"))),
        optimizer_(make_optimizer(trial.child("optimizer"))),
        loss_(make_loss(trial.child("loss"))),
        clip_(trial.child("clip")),
        label_smoothing_(trial.real("label_smoothing")),
        epochs_(trial.integer("epochs")),
        batch_size_(std::min(trial.integer("batch_size"), data_.train.count())),
        diagnostic_images_(trial.child("diagnostics").integer("images")) {
    schedule_ =
        make_schedule(trial.child("schedule"),
                      {.base_lr = base_lr(trial.child("optimizer")), .epochs = epochs_, .steps_per_epoch = steps()});
    if (schedule_(0).momentum && !optimizer_->has_momentum()) {
      throw InputError(
          "schedule.cycle_momentum: the optimizer has no momentum to cycle; add momentum, or set this to false");
    }
    const Params regularizer = trial.child("regularizer");
    regularizer_ = Registry<RegularizerKind>::instance().at(regularizer.name()).make(regularizer);
    if (regularizer_) regularized_ = weights_of(*network_, regularizer.text("apply_to"));
    if (diagnostic_images_ > 0) gradient_norms_.emplace(*plain_network_);
  }

  /// Restores the checkpoint, if there is one. Call it before run(). After an exception this object is unusable.
  void resume() {
    if (!checkpoints_.restore(visit())) return;
    listener_.on_resume(steps_done_, images_);
    auto layer = layer_history_.begin();
    const auto report_layers_until = [&](int epoch) {
      for (; layer != layer_history_.end() && layer->epoch <= epoch; ++layer) listener_.on_layer(*layer);
    };
    for (const Epoch& epoch : history_) {
      report_layers_until(epoch.epoch);
      listener_.on_epoch(epoch);
    }
    report_layers_until(std::numeric_limits<int>::max());
  }

  TrialEnd run() {
    if (steps_done_ == 0) run_diagnostics(0);
    while (static_cast<std::int64_t>(history_.size()) < epochs_) {
      Epoch epoch{.epoch = static_cast<int>(history_.size()) + 1};
      std::optional<std::string> diverged = train_epoch(epoch);
      if (!epoch.seconds) return {.how = TrialEnd::How::kStopped};
      if (gradient_norms_) record_layers(gradient_norms_->take(epoch.epoch));
      if (!diverged) {
        evaluate_epoch(epoch);
        run_diagnostics(epoch.epoch);
        diverged = divergence("test", *epoch.test_loss);
        if (diverged) *diverged += fmt::format(" in epoch {}", epoch.epoch);
      }
      epoch_state_ = {};
      history_.push_back(epoch);
      listener_.on_epoch(epoch);
      if (diverged) return {.how = TrialEnd::How::kDiverged, .reason = *diverged};
      if (epoch.val_top1.value_or(-1) > best_val_top1_) {
        best_val_top1_ = *epoch.val_top1;
        checkpoints_.save_best(visit());
      }
      if (epoch.epoch < epochs_ && checkpoint_and_stop()) return {.how = TrialEnd::How::kStopped};
    }
    checkpoints_.save_last(visit());
    return {};
  }

 private:
  LayerPtr make_network(const Params& trial) {
    const Params model = trial.child("model");
    LayerPtr network = make_model(model, {.task = {data_.shape, data_.classes},
                                          .dropout = dropout_,
                                          .auxiliary = &auxiliary_,
                                          .memory_format = trial.text("memory_format"),
                                          .device = device_,
                                          .gradient_checkpointing = trial.flag("gradient_checkpointing")});
    if (control_.wrap_network) network = control_.wrap_network(network);
    // Initialize on the CPU, so that training starts from the same weights on every device.
    RandomStream stream(seed_of(trial, "init"), "init");
    initialize(*network, trial.child("initializer"), stream.generator());
    network->to(device_);
    plain_network_ = network;
    return trial.text("precision") == "bf16" ? make_bf16(network, device_) : network;
  }

  /// Steps per epoch. Drops a last batch of a single image, because batch norm needs two to compute a variance.
  std::int64_t steps() const {
    const std::int64_t n = data_.train.count();
    return n / batch_size_ + (n % batch_size_ > 1 ? 1 : 0);
  }

  /// Trains the rest of the current epoch and returns why it diverged, if it did. If the training must stop in the
  /// middle of the epoch, the metrics of `epoch` stay unset.
  std::optional<std::string> train_epoch(Epoch& epoch) {
    if (!epoch_state_.order.defined()) begin_epoch();
    EpochState& now = epoch_state_;
    auto start = Clock::now();
    std::optional<std::string> diverged;
    while (now.steps < steps() && !diverged) {
      const std::int64_t count = std::min(batch_size_, data_.train.count() - now.images);
      const TrainingBatch batch = input_.training_batch(now.order.narrow(0, now.images, count));
      const Rates rates = schedule_(steps_done_);
      epoch.lr = rates.lr;

      parameters_.zero_gradients();
      const at::Tensor outputs = network_->forward(batch.input);
      at::Tensor loss = training_loss(loss_, outputs, batch, label_smoothing_);
      for (const AuxiliaryOutput& auxiliary : std::exchange(auxiliary_, {})) {
        loss = loss + auxiliary.weight * training_loss(loss_, auxiliary.logits.to(at::kFloat), batch, label_smoothing_);
      }
      loss.backward();

      const at::NoGradGuard no_grad;
      if (regularizer_) regularizer_->add_gradient(regularized_);
      const at::Tensor norm = parameters_.gradients().norm();
      if (gradient_norms_) gradient_norms_->add_step();
      clip_gradients(parameters_.gradients(), norm, clip_);
      optimizer_->step(parameters_, rates);
      if (regularizer_) regularizer_->constrain(regularized_);
      now.loss_sum += loss * count;
      now.correct += outputs.argmax(1).eq(batch.main_labels()).sum();
      now.norm_sum += norm;
      // Reading the loss synchronizes with a GPU, so do it only once in a while there.
      constexpr std::int64_t kStepsBetweenReadings = 32;
      if (device_.is_cpu() || now.steps % kStepsBetweenReadings == 0) {
        diverged = divergence("training", loss.item<double>());
      }
      ++steps_done_;
      ++now.steps;
      now.images += count;
      report_progress(count);
      if (diverged || now.steps == steps()) break;
      now.seconds += seconds_since(start);
      if (checkpoint_and_stop()) return std::nullopt;
      start = Clock::now();
    }
    const double mean_loss = now.loss_sum.item<double>() / static_cast<double>(now.images);
    if (!diverged) diverged = divergence("training", mean_loss);
    epoch.train_loss = mean_loss;
    epoch.train_top1 = 100.0 * static_cast<double>(now.correct.item<std::int64_t>()) / static_cast<double>(now.images);
    if (regularizer_) epoch.penalty = regularizer_->penalty(regularized_);
    epoch.grad_norm = now.norm_sum.item<double>() / static_cast<double>(now.steps);
    epoch.seconds = now.seconds + seconds_since(start);
    epoch.images_per_second = static_cast<double>(now.images) / *epoch.seconds;
    epoch.peak_memory = peak_memory();
    return diverged;
  }

  void begin_epoch() {
    const auto zero = [&](at::ScalarType type) {
      return at::zeros({}, at::TensorOptions().device(device_).dtype(type));
    };
    epoch_state_ = {.order = order_.permutation(data_.train.count()).to(device_),
                    .loss_sum = zero(at::kDouble),
                    .correct = zero(at::kLong),
                    .norm_sum = zero(at::kDouble)};
  }

  /// Saves a checkpoint if one is due or the training must stop. Returns whether it must stop.
  bool checkpoint_and_stop() {
    const bool must_stop = control_.should_stop();
    if (must_stop || checkpoints_.is_due()) checkpoints_.save(visit());
    return must_stop;
  }

  /// Visits all state that determines the rest of the training, apart from the configuration.
  Checkpoints::Visit visit() {
    return [this](StateVisitor& visitor) {
      for (auto& item : plain_network_->named_parameters()) visitor.tensor("network." + item.key(), item.value());
      for (auto& item : plain_network_->named_buffers()) visitor.tensor("network." + item.key(), item.value());
      optimizer_->visit_state(visitor, "optimizer");
      input_.visit_state(visitor, "input");
      order_.visit_state(visitor, "order");
      dropout_.visit_state(visitor, "dropout");
      epoch_state_.visit_state(visitor, "epoch");
      if (gradient_norms_) gradient_norms_->visit_state(visitor, "gradient_norms");
      visitor.value("steps", steps_done_);
      visitor.value("images", images_);
      visitor.value("best_val_top1", best_val_top1_);
      visitor.value("history", history_);
      visitor.value("layer_history", layer_history_);
    };
  }

  void evaluate_epoch(Epoch& epoch) {
    const auto send_heartbeat = [this] { report_progress(0); };
    const auto start = Clock::now();
    const Scores test = evaluate(*network_, loss_, input_, data_.test, data_.classes, send_heartbeat);
    epoch.eval_seconds = seconds_since(start);
    epoch.test_loss = test.loss;
    epoch.test_top1 = test.top1;
    epoch.test_top3 = test.top3;
    epoch.test_top5 = test.top5;
    if (data_.validation.count() > 0) {
      const Scores validation = evaluate(*network_, loss_, input_, data_.validation, data_.classes, send_heartbeat);
      epoch.val_loss = validation.loss;
      epoch.val_top1 = validation.top1;
    }
  }

  void run_diagnostics(int epoch) {
    if (diagnostic_images_ == 0) return;
    record_layers(diagnose(*network_, *plain_network_, input_, data_.test, diagnostic_images_, epoch));
  }

  void record_layers(const std::vector<LayerEpoch>& layers) {
    for (const LayerEpoch& layer : layers) listener_.on_layer(layer);
    layer_history_.insert(layer_history_.end(), layers.begin(), layers.end());
  }

  void report_progress(std::int64_t images) {
    constexpr double kSecondsBetweenReports = 0.5;
    images_ += images;
    if (seconds_since(last_report_) < kSecondsBetweenReports) return;
    last_report_ = Clock::now();
    listener_.on_progress(images_);
  }

  c10::Device device_;
  const TrialListener& listener_;
  const TrialControl& control_;
  Checkpoints checkpoints_;
  DeviceData data_;
  InputPipeline input_;
  RandomStream order_, dropout_;
  std::vector<AuxiliaryOutput> auxiliary_;  ///< of the current forward pass
  LayerPtr plain_network_;                  ///< its paths name the layers in every precision
  LayerPtr network_;                        ///< plain_network_, or its wrapper that computes in bfloat16
  FlatParameters parameters_;
  std::unique_ptr<Optimizer> optimizer_;
  Loss loss_;
  Params clip_;
  Schedule schedule_;
  std::unique_ptr<Regularizer> regularizer_;  ///< null: none
  std::vector<at::Tensor> regularized_;       ///< the weights that regularizer_ applies to
  double label_smoothing_;
  std::int64_t epochs_, batch_size_;
  std::int64_t diagnostic_images_;  ///< 0: no diagnostics
  std::optional<GradientNorms> gradient_norms_;
  std::int64_t steps_done_ = 0;
  std::int64_t images_ = 0;
  EpochState epoch_state_;
  double best_val_top1_ = -1;
  std::vector<Epoch> history_;             ///< the finished epochs
  std::vector<LayerEpoch> layer_history_;  ///< saved in checkpoints, like history_, to be reported again on resuming
  Clock::time_point last_report_ = Clock::now();
};

}  // namespace

TrialEnd train_trial(const nlohmann::json& config, const Dataset& dataset, c10::Device device,
                     const TrialListener& listener, const TrialControl& control) {
  const auto make = [&] { return std::make_unique<Training>(Params(config), dataset, device, listener, control); };
  auto training = make();
  try {
    training->resume();
  } catch (const DamagedFile& error) {
    listener.on_note(fmt::format("starts over: {}", error.what()));
    training = make();
  }
  return training->run();
}

}  // namespace actsweep
