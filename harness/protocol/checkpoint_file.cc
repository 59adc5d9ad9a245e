#include "harness/protocol/checkpoint_file.h"

#include <fmt/format.h>

#include <cstring>

#include "harness/util/sha256.h"
#include "harness/util/shallow_json.h"

namespace actsweep {
namespace {

using nlohmann::json;

constexpr const char* kTexts = "__metadata__";
constexpr const char* kChecksum = "sha256";
constexpr std::size_t kLengthBytes = 8;

/// The checksum of the contents and of the header without the checksum itself.
std::string checksum(json header, const std::vector<std::string_view>& contents) {
  header[kTexts].erase(kChecksum);
  Sha256 hash;
  hash.update(header.dump());
  for (const std::string_view piece : contents) hash.update(piece);
  return hash.hex();
}

/// The header, padded with spaces to a multiple of eight bytes.
std::string text_of(const json& header) {
  std::string text = header.dump();
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  return text;
}

CheckedFile check(std::string_view bytes) {
  if (bytes.size() < kLengthBytes) throw InputError("it is truncated");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > bytes.size() - kLengthBytes) throw InputError("it is truncated");
  const std::string_view text = bytes.substr(kLengthBytes, length);
  CheckedFile file{.header = parse_shallow_json(text), .texts = {}, .contents = bytes.substr(kLengthBytes + length)};
  if (text != text_of(file.header)) throw InputError("its header was changed");
  // Verify this before trusting anything else in the header.
  if (file.header.at(kTexts).at(kChecksum) != checksum(file.header, {file.contents})) {
    throw InputError("its checksum is wrong");
  }
  file.texts = file.header.at(kTexts).get<std::map<std::string, std::string>>();
  file.texts.erase(kChecksum);
  file.header.erase(kTexts);
  return file;
}

}  // namespace

CheckpointIdentity identity_in(const std::map<std::string, std::string>& texts) {
  constexpr std::string_view kPrefix = kIdentityPrefix;
  CheckpointIdentity identity;
  for (const auto& [name, text] : texts) {
    if (name.starts_with(kPrefix)) identity[name.substr(kPrefix.size())] = text;
  }
  return identity;
}

std::string identity_mismatch(const CheckpointIdentity& checkpoint, const CheckpointIdentity& expected) {
  for (const auto& [name, value] : expected) {
    const auto found = checkpoint.find(name);
    const std::string actual = found == checkpoint.end() ? "none" : found->second;
    if (actual != value) return fmt::format("{} {} instead of {}", name, actual, value);
  }
  return "";
}

std::string checked_header(json header, const std::vector<std::string_view>& contents) {
  header[kTexts][kChecksum] = checksum(header, contents);
  return text_of(header);
}

CheckedFile check_file(const std::filesystem::path& path, std::string_view bytes) {
  try {
    return check(bytes);
  } catch (const InputError& error) {
    throw DamagedFile(fmt::format("{} is damaged: {}", path.string(), error.what()));
  } catch (const json::exception&) {
    throw DamagedFile(fmt::format("{} is damaged: its header was changed", path.string()));
  }
}

CheckpointDecision decide_checkpoint(const std::filesystem::path& path, std::string_view bytes,
                                     const CheckpointIdentity& expected) {
  try {
    CheckedFile file = check_file(path, bytes);
    const std::string mismatch = identity_mismatch(identity_in(file.texts), expected);
    if (mismatch.empty()) return {.resumes_from = std::move(file), .why_start_over = {}};
    return {.resumes_from = {},
            .why_start_over = fmt::format("the checkpoint {} was made with {}", path.string(), mismatch)};
  } catch (const DamagedFile& error) {
    return {.resumes_from = {}, .why_start_over = fmt::format("the checkpoint {}", error.what())};
  }
}

}  // namespace actsweep
