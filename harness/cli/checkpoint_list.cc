#include "harness/cli/checkpoint_list.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "harness/runner/checkpoint_folder.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// The texts in the head of a safetensors file: eight bytes with the length of a JSON object, and that. Null where the
/// file is none. Only the trainer, which takes a checkpoint, reads all of it and compares its checksum.
nlohmann::json texts_of(const fs::path& path) {
  constexpr std::uint64_t kMax = 64 << 20;
  std::ifstream file(path, std::ios::binary);
  unsigned char bytes[8] = {};
  if (!file.read(reinterpret_cast<char*>(bytes), sizeof bytes)) return {};
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < sizeof bytes; ++i) size |= std::uint64_t{bytes[i]} << (8 * i);
  if (size > kMax) return {};
  std::string head(size, '\0');
  if (!file.read(head.data(), static_cast<std::streamsize>(size))) return {};
  const auto json = nlohmann::json::parse(head, nullptr, false);
  if (!json.is_object() || !json.contains("__metadata__")) return {};
  return json["__metadata__"];
}

void read_head(CheckpointFacts& facts) {
  constexpr std::string_view kIdentity = "identity.";
  const nlohmann::json texts = texts_of(facts.file);
  if (!texts.is_object()) return;
  for (const auto& [name, value] : texts.items()) {
    if (!value.is_string()) continue;
    const auto text = value.get<std::string>();
    if (name.starts_with(kIdentity)) facts.identity[name.substr(kIdentity.size())] = text;
    if (name == "value.told") {
      const auto told = nlohmann::json::parse(text, nullptr, false);
      if (told.is_array()) facts.epochs = static_cast<std::int64_t>(told.size());
    }
    std::int64_t steps = 0;
    if (name == "value.steps" && std::from_chars(text.data(), text.data() + text.size(), steps).ec == std::errc()) {
      facts.steps = steps;
    }
  }
}

}  // namespace

std::vector<CheckpointFacts> checkpoints_of(const fs::path& database, const std::string& trial) {
  constexpr std::string_view kExtension = ".safetensors";
  const fs::path folder =
      fs::path(CheckpointFolder(database, 0, KeptCheckpoint::kNone).files(trial, "").current).parent_path();
  std::vector<CheckpointFacts> found;
  std::error_code no_folder;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, no_folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(trial + "-") || !name.ends_with(kExtension)) continue;
    // TRIAL-SHA256[.best|.last].safetensors
    const std::string middle = name.substr(trial.size() + 1, name.size() - trial.size() - 1 - kExtension.size());
    const std::size_t dot = std::min(middle.find('.'), middle.size());
    CheckpointFacts facts{.file = entry.path(), .data_sha256 = middle.substr(0, dot)};
    if (dot < middle.size()) facts.kind = middle.substr(dot + 1);
    std::error_code gone;
    facts.bytes = entry.file_size(gone);
    const auto written = entry.last_write_time(gone);
    if (gone) continue;
    facts.age = std::chrono::duration<double>(fs::file_time_type::clock::now() - written).count();
    read_head(facts);
    found.push_back(std::move(facts));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return found;
}

}  // namespace actsweep
