#include "harness/protocol/message.h"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

namespace actsweep::protocol {

// Outside the unnamed namespace: argument-dependent lookup would miss it there, and the enum would become a number.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CheckpointFiles, current, best, last, seconds)
NLOHMANN_JSON_SERIALIZE_ENUM(Ended::How, {{Ended::How::kDone, "done"},
                                          {Ended::How::kDiverged, "diverged"},
                                          {Ended::How::kFailed, "failed"},
                                          {Ended::How::kOutOfMemory, "out of memory"},
                                          {Ended::How::kStopped, "stopped"},
                                          {Ended::How::kTimedOut, "timed out"}})

namespace {

using nlohmann::json;

std::string json_text(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// Keeps the end of a text, where a crash gives its reason. Counts escapes: a control character takes six bytes.
std::string shortened(const std::string& text) {
  constexpr std::size_t kMaxLength = 3000;
  std::size_t kept = std::min(text.size(), kMaxLength);
  while (json_text(text.substr(text.size() - kept)).size() > kMaxLength) kept = kept * 3 / 4;
  return kept == text.size() ? text : "..." + text.substr(text.size() - kept);
}

/// The library maps an unknown word to the first value, which would turn it into a success.
Ended::How how_of(const json& word) {
  const auto how = word.get<Ended::How>();
  if (json(how) != word) throw std::runtime_error("unknown end of a trial: " + json_text(word));
  return how;
}

void to_json(json& j, const Ready& e) {
  j = {{"event", "ready"},         {"libtorch", e.libtorch_version}, {"cpu", e.cpu_capability}, {"device", e.device},
       {"processor", e.processor}, {"commit", e.git_commit},         {"dirty", e.git_dirty}};
}
void to_json(json& j, const Started& e) { j = {{"event", "started"}, {"trial", e.trial}, {"pid", e.pid}}; }
void to_json(json& j, const Resumed& e) {
  j = {{"event", "resumed"}, {"trial", e.trial}, {"steps", e.steps}, {"images", e.images}};
}
void to_json(json& j, const Note& e) { j = {{"event", "note"}, {"trial", e.trial}, {"text", shortened(e.text)}}; }
void to_json(json& j, const Progress& e) { j = {{"event", "progress"}, {"trial", e.trial}, {"images", e.images}}; }
void to_json(json& j, const EpochDone& e) { j = {{"event", "epoch"}, {"trial", e.trial}, {"metrics", e.epoch}}; }
void to_json(json& j, const LayerSeen& e) { j = {{"event", "layer"}, {"trial", e.trial}, {"layer", e.layer}}; }
void to_json(json& j, const Ended& e) {
  j = {{"event", "ended"}, {"trial", e.trial}, {"how", e.how}, {"reason", shortened(e.reason)}};
}
void to_json(json& j, const Exited& e) {
  j = {{"event", "exited"}, {"trial", e.trial}, {"reason", shortened(e.reason)}};
}

std::string line_of(const json& j) { return json_text(j) + "\n"; }

}  // namespace

const std::string& trial_of(const Event& event) {
  static const std::string none;
  return std::visit(
      [](const auto& e) -> const std::string& {
        if constexpr (std::is_same_v<std::decay_t<decltype(e)>, Ready>) {
          return none;
        } else {
          return e.trial;
        }
      },
      event);
}

bool is_end(const Event& event) {
  return std::holds_alternative<Ended>(event) || std::holds_alternative<Exited>(event);
}

bool is_crash(const Event& event) {
  const auto* ended = std::get_if<Ended>(&event);
  return std::holds_alternative<Exited>(event) || (ended != nullptr && ended->how == Ended::How::kOutOfMemory);
}

std::string encode(const Event& event) {
  return std::visit(
      [](const auto& e) {
        json j;
        to_json(j, e);
        return line_of(j);
      },
      event);
}

std::string encode(const Request& request) {
  return line_of({{"trial", request.trial},
                  {"config", request.config},
                  {"data_sha256", request.data_sha256},
                  {"checkpoints", request.checkpoints}});
}

Event decode_event(std::string_view line) {
  try {
    const json j = json::parse(line);
    const std::string event = j.at("event");
    if (event == "ready") {
      return Ready{j.at("libtorch"), j.at("cpu"), j.at("device"), j.at("processor"), j.at("commit"), j.at("dirty")};
    }
    if (event == "started") return Started{j.at("trial"), j.at("pid")};
    if (event == "resumed") return Resumed{j.at("trial"), j.at("steps"), j.at("images")};
    if (event == "note") return Note{j.at("trial"), j.at("text")};
    if (event == "progress") return Progress{j.at("trial"), j.at("images")};
    if (event == "epoch") return EpochDone{j.at("trial"), j.at("metrics").get<Epoch>()};
    if (event == "layer") return LayerSeen{j.at("trial"), j.at("layer").get<LayerEpoch>()};
    if (event == "ended") return Ended{j.at("trial"), how_of(j.at("how")), j.at("reason")};
    if (event == "exited") return Exited{j.at("trial"), j.at("reason")};
    throw std::runtime_error("unknown event " + event);
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("invalid event: ") + error.what());
  }
}

Request decode_request(std::string_view line) {
  try {
    const json j = json::parse(line);
    return {j.at("trial"), j.at("config"), j.at("data_sha256"), j.at("checkpoints").get<CheckpointFiles>()};
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("invalid request: ") + error.what());
  }
}

}  // namespace actsweep::protocol
