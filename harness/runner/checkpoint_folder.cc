#include "harness/runner/checkpoint_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <string_view>

namespace actsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".safetensors";

/// The texts in the header of a safetensors file: eight bytes with the length of a JSON object, then that object. Empty
/// if the file is damaged. Only the trainer reads the whole file and verifies its checksum.
std::map<std::string, std::string> read_texts(const fs::path& path) {
  constexpr std::uint64_t kMaxLength = 64 << 20;
  std::ifstream file(path, std::ios::binary);
  unsigned char bytes[8] = {};
  if (!file.read(reinterpret_cast<char*>(bytes), sizeof bytes)) return {};
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < sizeof bytes; ++i) length |= std::uint64_t{bytes[i]} << (8 * i);
  if (length > kMaxLength) return {};
  std::string header(length, '\0');
  if (!file.read(header.data(), static_cast<std::streamsize>(length))) return {};
  const auto json = nlohmann::json::parse(header, nullptr, false);
  if (!json.is_object() || !json.contains("__metadata__") || !json["__metadata__"].is_object()) return {};
  std::map<std::string, std::string> texts;
  for (const auto& [name, text] : json["__metadata__"].items()) {
    if (text.is_string()) texts[name] = text;
  }
  return texts;
}

void read_header(CheckpointInfo& info) {
  const auto texts = read_texts(info.file);
  info.identity = identity_in(texts);
  const auto value = [&](const char* name) {
    const auto text = texts.find(name);
    return text == texts.end() ? nlohmann::json() : nlohmann::json::parse(text->second, nullptr, false);
  };
  if (const auto epochs = value("value.history"); epochs.is_array()) {
    info.epochs = static_cast<std::int64_t>(epochs.size());
  }
  if (const auto steps = value("value.steps"); steps.is_number_integer()) info.steps = steps.get<std::int64_t>();
}

}  // namespace

CheckpointFolder::CheckpointFolder(const fs::path& database, double seconds, KeptCheckpoint kept)
    : folder_(fs::weakly_canonical(fs::absolute(database)).string() + ".checkpoints"), seconds_(seconds), kept_(kept) {}

protocol::CheckpointFiles CheckpointFolder::files(const std::string& trial, const std::string& data_sha256) const {
  const auto file = [&](const std::string& kind) {
    return (folder_ / fmt::format("{}-{}{}{}", trial, data_sha256, kind, kExtension)).string();
  };
  return {.current = file(""),
          .best = kept_ == KeptCheckpoint::kBest ? file(".best") : "",
          .last = kept_ == KeptCheckpoint::kLast ? file(".last") : "",
          .seconds = seconds_};
}

std::vector<CheckpointInfo> CheckpointFolder::list(const std::string& trial) const {
  std::vector<CheckpointInfo> found;
  std::error_code no_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, no_folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(trial + "-") || !name.ends_with(kExtension)) continue;
    // TRIAL-SHA256[.best|.last].safetensors
    const std::string middle = name.substr(trial.size() + 1, name.size() - trial.size() - 1 - kExtension.size());
    const std::size_t dot = std::min(middle.find('.'), middle.size());
    CheckpointInfo info{.file = entry.path(), .data_sha256 = middle.substr(0, dot)};
    if (dot < middle.size()) info.kind = middle.substr(dot + 1);
    std::error_code gone;
    info.bytes = entry.file_size(gone);
    const auto written = entry.last_write_time(gone);
    if (gone) continue;
    info.age = std::chrono::duration<double>(fs::file_time_type::clock::now() - written).count();
    read_header(info);
    found.push_back(std::move(info));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return found;
}

void CheckpointFolder::remove(const std::string& trial, const std::string& data_sha256) const {
  std::error_code ignored;
  fs::remove(files(trial, data_sha256).current, ignored);
  fs::remove(folder_, ignored);  // fails while the folder has files
}

void CheckpointFolder::tidy(const Store& store) const {
  static const std::regex checkpoint(R"(([0-9a-f]{16})-([0-9a-f]{64})\.safetensors)"),
      part(R"(([0-9a-f]{16})-.*\.part[0-9]+)");
  std::error_code no_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, no_folder)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    std::error_code ignored;
    if (std::regex_match(name, match, part)) {
      // Ask for the trial rather than the process that wrote it: a dead process that nobody has waited for looks alive,
      // and its number may have been reused.
      if (!store.is_held(match[1])) fs::remove(entry.path(), ignored);
    } else if (std::regex_match(name, match, checkpoint)) {
      // A finished trial that a run holds is being trained again.
      if (store.is_finished(match[1], match[2]) && !store.is_held(match[1])) fs::remove(entry.path(), ignored);
    }
  }
  fs::remove(folder_, no_folder);
}

}  // namespace actsweep
