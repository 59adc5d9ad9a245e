#include "harness/protocol/message.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace actsweep::protocol {

// Outside the unnamed namespace: argument-dependent lookup would miss them there, and the enum would become a number.
NLOHMANN_JSON_SERIALIZE_ENUM(Ended::How, {{Ended::How::kDone, "done"},
                                          {Ended::How::kDiverged, "diverged"},
                                          {Ended::How::kFailed, "failed"},
                                          {Ended::How::kOutOfMemory, "out of memory"},
                                          {Ended::How::kStopped, "stopped"},
                                          {Ended::How::kTimedOut, "timed out"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CheckpointFiles, current, best, last, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Request, trial, config, data_sha256, checkpoints)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Ready, libtorch_version, cpu_capability, device, processor, git_commit, git_dirty)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Started, trial, pid)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Resumed, trial, steps, images)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Note, trial, text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Progress, trial, images)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EpochDone, trial, epoch)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LayerSeen, trial, layer)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Ended, trial, how, reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Exited, trial, reason)

namespace {

using nlohmann::json;

/// The word for each alternative of Event, in order.
constexpr std::array kWords{"ready", "started", "resumed", "note", "progress", "epoch", "layer", "ended", "exited"};
static_assert(kWords.size() == std::variant_size_v<Event>);

std::string json_text(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// Keeps the end of a text, where a crash gives its reason. Counts escapes: a control character takes six bytes.
void shorten(std::string& text) {
  constexpr std::size_t kMaxLength = 3000;
  std::size_t kept = std::min(text.size(), kMaxLength);
  while (json_text(text.substr(text.size() - kept)).size() > kMaxLength) kept = kept * 3 / 4;
  if (kept < text.size()) text = "..." + text.substr(text.size() - kept);
}

/// The event that `word` names, from the alternative `i` of Event on.
template <std::size_t i = 0>
Event event_from(const std::string& word, const json& j) {
  if constexpr (i == kWords.size()) {
    throw std::runtime_error("unknown event " + word);
  } else {
    return word == kWords[i] ? Event(j.get<std::variant_alternative_t<i, Event>>()) : event_from<i + 1>(word, j);
  }
}

}  // namespace

std::string trial_of(const Event& event) {
  return std::visit(
      [](const auto& e) -> std::string {
        if constexpr (requires { e.trial; }) return e.trial;
        return "";
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
  Event shortened = event;
  if (auto* note = std::get_if<Note>(&shortened)) shorten(note->text);
  if (auto* ended = std::get_if<Ended>(&shortened)) shorten(ended->reason);
  if (auto* exited = std::get_if<Exited>(&shortened)) shorten(exited->reason);
  json j = std::visit([](const auto& e) { return json(e); }, shortened);
  j["event"] = kWords[event.index()];
  return json_text(j) + "\n";
}

std::string encode(const Request& request) { return json_text(request) + "\n"; }

Event decode_event(std::string_view line) {
  try {
    const json j = json::parse(line);
    Event event = event_from(j.at("event"), j);
    // The library maps an unknown word to the first value, which would turn it into a success.
    if (const auto* ended = std::get_if<Ended>(&event); ended != nullptr && json(ended->how) != j.at("how")) {
      throw std::runtime_error("unknown end of a trial: " + json_text(j.at("how")));
    }
    return event;
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("invalid event: ") + error.what());
  }
}

Request decode_request(std::string_view line) {
  try {
    return json::parse(line).get<Request>();
  } catch (const json::exception& error) {
    throw std::runtime_error(std::string("invalid request: ") + error.what());
  }
}

}  // namespace actsweep::protocol
