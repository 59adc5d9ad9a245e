#include "harness/protocol/message.h"

#include <gmock/gmock.h>
#include <limits.h>  // NOLINT: PIPE_BUF is POSIX

#include <limits>

namespace actsweep::protocol {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

template <typename T>
T round_trip(const T& event) {
  return std::get<T>(decode_event(encode(Event(event))));
}

nlohmann::json json_of(const Event& event) { return nlohmann::json::parse(encode(event)); }

TEST(Message, EventsSurviveARoundTrip) {
  const Ready ready = round_trip(Ready{"1.13.1", "AVX2", "cuda:1", "EPYC", "c0ffee", true});
  EXPECT_EQ(ready.libtorch_version, "1.13.1");
  EXPECT_EQ(ready.cpu_capability, "AVX2");
  EXPECT_EQ(ready.device, "cuda:1");
  EXPECT_EQ(ready.processor, "EPYC");
  EXPECT_EQ(ready.git_commit, "c0ffee");
  EXPECT_TRUE(ready.git_dirty);
  const Started started = round_trip(Started{"abc", 1234});
  EXPECT_EQ(started.trial, "abc");
  EXPECT_EQ(started.pid, 1234);
  const Resumed resumed = round_trip(Resumed{"abc", 12, 345});
  EXPECT_EQ(resumed.steps, 12);
  EXPECT_EQ(resumed.images, 345);
  EXPECT_EQ(round_trip(Note{"abc", "starts over"}).text, "starts over");
  const Progress progress = round_trip(Progress{"abc", 5'000'000'000});
  EXPECT_EQ(progress.trial, "abc");
  EXPECT_EQ(progress.images, 5'000'000'000);
  const Exited exited = round_trip(Exited{"abc", "killed by signal 9 (Killed)"});
  EXPECT_EQ(exited.trial, "abc");
  EXPECT_EQ(exited.reason, "killed by signal 9 (Killed)");
}

TEST(Message, EveryEndIsWrittenAsAWord) {
  using How = Ended::How;
  for (const auto& [how, word] : {std::pair{How::kDone, "done"},
                                  {How::kDiverged, "diverged"},
                                  {How::kFailed, "failed"},
                                  {How::kOutOfMemory, "out of memory"},
                                  {How::kStopped, "stopped"},
                                  {How::kTimedOut, "timed out"}}) {
    const Ended event{"abc", how, "why"};
    EXPECT_EQ(json_of(event).at("how"), word);
    EXPECT_EQ(round_trip(event).how, how);
    EXPECT_EQ(round_trip(event).reason, "why");
  }
}

TEST(Message, AnEventBelongsToATrialAndMayEndIt) {
  EXPECT_EQ(trial_of(Ready{}), "");
  EXPECT_EQ(trial_of(Progress{"abc", 1}), "abc");
  EXPECT_FALSE(is_end(Progress{"abc", 1}));
  EXPECT_TRUE(is_end(Ended{"abc", Ended::How::kDone, ""}));
  EXPECT_TRUE(is_end(Exited{"abc", ""}));
  EXPECT_TRUE(is_crash(Exited{"abc", ""}));
  EXPECT_TRUE(is_crash(Ended{"abc", Ended::How::kOutOfMemory, ""}));
  for (const auto how : {Ended::How::kDone, Ended::How::kDiverged, Ended::How::kFailed, Ended::How::kTimedOut}) {
    EXPECT_FALSE(is_crash(Ended{"abc", how, ""}));
  }
}

TEST(Message, EveryMetricOfAnEpochIsBitIdentical) {
  Epoch epoch{.epoch = 3};
  double value = 1.0 / 3;
  for (const EpochMetric& metric : epoch_metrics()) epoch.*metric.value = value *= 1.7;
  const EpochDone event = round_trip(EpochDone{"abc", epoch});
  EXPECT_EQ(event.trial, "abc");
  EXPECT_EQ(event.epoch.epoch, 3);
  for (const EpochMetric& metric : epoch_metrics())
    EXPECT_EQ(event.epoch.*metric.value, epoch.*metric.value) << metric.name;
}

TEST(Message, MissingAndNonFiniteMetricsBecomeEmpty) {
  const EpochDone event = round_trip(
      EpochDone{"abc", {.epoch = 1, .train_loss = std::numeric_limits<double>::quiet_NaN(), .test_loss = 2.5}});
  EXPECT_FALSE(event.epoch.train_loss.has_value());
  EXPECT_FALSE(event.epoch.val_loss.has_value());
  EXPECT_EQ(event.epoch.test_loss, 2.5);
}

LayerEpoch layer_of_all_numbers() {
  LayerEpoch layer{.epoch = 0, .kind = LayerKind::kWeights, .position = 12, .module = "network.3"};
  double value = -1.0 / 3;
  for (const LayerMetric& metric : layer_metrics()) layer.*metric.value = value *= 1.7e-30;
  layer.preactivations =
      nlohmann::json{{"from", -1.0 / 3}, {"to", 1.0 / 3}, {"counts", std::vector(100, 1ULL << 50)}}.dump();
  return layer;
}

TEST(Message, ALayerIsBitIdentical) {
  const LayerEpoch layer = layer_of_all_numbers();
  const LayerSeen event = round_trip(LayerSeen{"abc", layer});
  EXPECT_EQ(event.trial, "abc");
  EXPECT_EQ(event.layer.epoch, 0);
  EXPECT_EQ(event.layer.kind, LayerKind::kWeights);
  EXPECT_EQ(event.layer.position, 12);
  EXPECT_EQ(event.layer.module, "network.3");
  EXPECT_EQ(event.layer.preactivations, layer.preactivations);
  for (const LayerMetric& metric : layer_metrics()) {
    EXPECT_EQ(event.layer.*metric.value, layer.*metric.value) << metric.name;
  }
}

TEST(Message, NonFiniteMetricsOfALayerBecomeEmpty) {
  LayerEpoch layer{.epoch = 1};
  layer.grad_norm = std::numeric_limits<double>::infinity();
  layer.dead_units = std::numeric_limits<double>::quiet_NaN();
  const LayerSeen event = round_trip(LayerSeen{"abc", layer});
  for (const LayerMetric& metric : layer_metrics()) EXPECT_FALSE((event.layer.*metric.value).has_value());
  EXPECT_EQ(event.layer.kind, LayerKind::kActivation);
  EXPECT_EQ(event.layer.preactivations, "");
}

TEST(Message, ALayerMakesAShortLine) {
  EXPECT_LT(encode(Event(LayerSeen{std::string(64, 'a'), layer_of_all_numbers()})).size(), std::size_t{PIPE_BUF});
}

TEST(Message, RequestsSurviveARoundTrip) {
  const nlohmann::json config = {{"model", {{"name", "mlp"}, {"depth", 3}}}, {"lr", 0.1}, {"limit", nullptr}};
  const std::string line = encode(Request{"abc", config, "1234", {.current = "a/b", .last = "c", .seconds = 0.5}});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const Request request = decode_request(line);
  EXPECT_EQ(request.trial, "abc");
  EXPECT_EQ(request.config, config);
  EXPECT_EQ(request.data_sha256, "1234");
  EXPECT_EQ(request.checkpoints.current, "a/b");
  EXPECT_EQ(request.checkpoints.best, "");
  EXPECT_EQ(request.checkpoints.last, "c");
  EXPECT_EQ(request.checkpoints.seconds, 0.5);
}

TEST(Message, IsOneLineForAnyReason) {
  const Ended event{"abc", Ended::How::kFailed, "first\nsecond\t\"quoted\" \x01"};
  const std::string line = encode(event);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(round_trip(event).reason, event.reason);
}

TEST(Message, InvalidUtf8InAReasonIsReplaced) {
  EXPECT_THAT(round_trip(Exited{"abc", "bad \xff byte"}).reason, HasSubstr("byte"));
}

/// Several trials write to one pipe; the kernel keeps a write whole below PIPE_BUF only.
TEST(Message, LongReasonsKeepTheirEndInAShortLine) {
  for (const std::string piece : {"x", "\n", "\"", "\\", "\x01", "\xff", "\xc3\xa9", "\xe2\x82\xac"}) {
    std::string reason = "begin";
    while (reason.size() < 100'000) reason += piece;
    reason += "end";
    for (const Event& event : {Event(Exited{std::string(64, 'a'), reason}),
                               Event(Ended{std::string(64, 'a'), Ended::How::kFailed, reason})}) {
      EXPECT_LT(encode(event).size(), std::size_t{PIPE_BUF})
          << nlohmann::json(piece).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    }
    const std::string got = round_trip(Exited{"abc", reason}).reason;
    EXPECT_THAT(got, StartsWith("..."));
    EXPECT_EQ(got.substr(got.size() - 3), "end");
  }
}

TEST(Message, InvalidEventsAreRejected) {
  const auto error_of = [](const std::string& line) {
    try {
      decode_event(line);
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string("(no error)");
  };
  for (const char* line : {"", "hello", "{", "[]", "3", "{}", R"({"event":"started"})", R"({"event":3})",
                           R"({"event":"started","trial":"a","pid":"b"})", R"({"event":"epoch","trial":"a"})",
                           R"({"event":"layer","trial":"a","layer":{"epoch":1}})"}) {
    EXPECT_THAT(error_of(line), StartsWith("invalid event: ")) << line;
  }
  EXPECT_EQ(error_of(R"({"event":"party"})"), "unknown event party");
  EXPECT_EQ(error_of(R"({"event":"layer","trial":"a","layer":{"epoch":1,"kind":"onion","position":1,"module":""}})"),
            "unknown kind of layer: onion");
  EXPECT_EQ(error_of(R"({"event":"ended","trial":"a","how":"bored","reason":""})"),
            "unknown end of a trial: \"bored\"");
}

TEST(Message, InvalidRequestsAreRejected) {
  for (const char* line : {"", "hello", "[]", "{}", R"({"trial":"a"})", R"({"trial":3,"config":{}})"}) {
    EXPECT_THAT([&] { decode_request(line); }, ThrowsMessage<std::runtime_error>(StartsWith("invalid request: ")))
        << line;
  }
}

}  // namespace
}  // namespace actsweep::protocol
